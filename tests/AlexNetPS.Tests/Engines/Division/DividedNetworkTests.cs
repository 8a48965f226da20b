using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Tests.Training.Distributed;

namespace AlexNetPS.Tests.Engines.Division;

/// <summary>Ranks that each compute a part of every layer have the results of one process.</summary>
public sealed class DividedNetworkTests
{
    [Theory]
    [MemberData(nameof(DividedNetworks.Settings), MemberType = typeof(DividedNetworks))]
    public void RanksTrainAsOneProcess(string name, int ranks, string setting)
    {
        NetworkDefinition definition = DividedNetworks.Of(name);
        OptimizerDefinition optimizer = DividedNetworks.Optimizer(setting);
        Dictionary<string, float[]> one = Train(null);
        Dictionary<string, float[]>[] parts = ThreadRanks.Run(ranks, Train);

        // Sums over the channels of all ranks are made in another order; Adam divides by small gradients.
        double tolerance = optimizer.Type == OptimizerType.Adam ? 2e-3 : 2e-4;
        Assert.All(parts, part => DividedNetworks.AssertClose(one, part, tolerance));
        // But the same on all ranks.
        Assert.All(parts, part => DividedNetworks.AssertClose(parts[0], part, 0));

        Dictionary<string, float[]> Train(IRankGroup? group)
        {
            using INetwork network = Create(definition, optimizer, group);
            return DividedNetworks.Train(network, optimizer);
        }
    }

    [Fact]
    public void OutputsOfAGroupedNetworkHaveTheSameBits()
    {
        float[] one = Predict(null);
        Assert.All(ThreadRanks.Run(2, Predict), part => Assert.Equal(one, part));

        static float[] Predict(IRankGroup? ranks)
        {
            using INetwork network = Create(DividedNetworks.Towers, DividedNetworks.Optimizer("sgd"), ranks);
            float[] logits = new float[DividedNetworks.Images * DividedNetworks.Classes];
            network.Forward(DividedNetworks.Inputs(DividedNetworks.Towers, 0), logits);
            return logits;
        }
    }

    [Fact]
    public void ARankHasOnlyItsPart()
    {
        var engine = new CpuEngine();
        var options = new NetworkOptions { MaximumBatchSize = 1, Optimizer = DividedNetworks.Optimizer("sgd") };
        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        long one = engine.MemoryBytes(paper, options)!.Value;
        long part = ThreadRanks.Run(2, group => engine.MemoryBytes(paper, options with
        {
            Ranks = group,
            Parallelism = Parallelism.Model,
        }))[0]!.Value;

        // fc8 has 6.7 % of the parameters and is on both.
        Assert.InRange(part / (double)one, 0.5, 0.56);
    }

    [Fact]
    public void ANetworkThatCannotBeDividedSaysSo()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(5,
            group => Create(DividedNetworks.Towers, DividedNetworks.Optimizer("sgd"), group));
        EngineException error = Assert.IsType<EngineException>(failures[0]);
        Assert.Contains("a multiple of 80 filters or outputs", error.Message);
    }

    private static INetwork Create(NetworkDefinition definition, OptimizerDefinition optimizer, IRankGroup? ranks) =>
        DividedNetworks.Create(new CpuEngine(), "cpu", definition, optimizer, ranks);
}
