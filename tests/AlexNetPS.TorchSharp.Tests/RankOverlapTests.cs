using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Training.Distributed;
using AlexNetPS.TorchSharp.Updates;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Gradients are summed over the ranks while the backward pass goes on, and are the same.</summary>
[Collection("alone")] // Other tests set the number of threads, on which the order of sums depends; tensors are counted.
public class RankOverlapTests
{
    private const int Batch = 4;

    /// <summary>Three buckets: the first is full with the weights of fc4, the second with those of fc3.</summary>
    internal static readonly NetworkDefinition Large = new("large", new(3, 16, 16),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 8, Kernel = 3, Padding = WindowPadding.SameSize },
        new ActivationDefinition { Name = "relu1" },
        new MaxPoolDefinition { Name = "pool1", Kernel = 2, Stride = 2 },
        new ConvolutionDefinition { Name = "conv2", Filters = 32, Kernel = 3, Groups = 2,
            Padding = WindowPadding.SameSize },
        new ActivationDefinition { Name = "relu2" },
        new DropoutDefinition { Name = "drop2" },
        new LinearDefinition { Name = "fc3", Outputs = 2100 },
        new ActivationDefinition { Name = "relu3" },
        new DropoutDefinition { Name = "drop3" },
        new LinearDefinition { Name = "fc4", Outputs = 2100 },
        new ActivationDefinition { Name = "relu4" },
        new LinearDefinition { Name = "fc5", Outputs = 7 },
    ]);

    private static readonly string[] _weights =
        ["conv1.weight", "conv2.weight", "fc3.weight", "fc4.weight", "fc5.weight"];

    [Fact]
    public void SumsBeginBeforeTheBackwardPassEnds()
    {
        var made = new List<string[]>();
        var sizes = new List<long>();
        TorchNetwork? network = null;
        var rank = new LoneRank((_, count) =>
        {
            sizes.Add(count);
            made.Add(Made(network!));
        });
        using (network = (TorchNetwork)Both.Fill(Both.Torch.Create(Large, Options("torch:cpu") with { Ranks = rank })))
            Both.Step(network, Batch, 0);
        Assert.Equal([RankGradients.BucketValues, RankGradients.BucketValues,
            network.Parameters.Sum(parameter => parameter.Count) - (2 * RankGradients.BucketValues)], sizes);
        Assert.Equal<string[]>([_weights[3..], _weights[2..], _weights], made);
    }

    // The whole backward pass is in the device's queue before the host waits, and then only for the first bucket.
    [Theory]
    [InlineData("cuda:0")]
    [InlineData("cuda:0,cuda:1")]
    [InlineData("cuda:0+cuda:1")]
    public void AGpuIsNotWaitedForBeforeItHasAllWork(string device)
    {
        var waited = new List<string[]>();
        var begun = new List<(int Sum, int Pending)>();
        TorchNetwork? network = null;
        FakeGpu first = new(), second = new();
        first.Waiting = () => waited.Add(Made(network!));
        var rank = new LoneRank((sum, _) => begun.Add((sum, first.Pending)));
        using (network = (TorchNetwork)Both.Fill(
            FakeGpu.Engine(first, second).Create(Large, Options(device) with { Ranks = rank })))
        {
            int waits = first.Waits;
            float[] targets = new float[Batch * 7];
            network.StartStep(Golden.Values(Batch * Large.Input.Count, 1), targets, new(0.01, 7, 0));
            Assert.Equal(waits, first.Waits);
            network.EndStep(targets);
        }

        Assert.NotEmpty(waited);
        Assert.All(waited, made => Assert.Equal(_weights, made));
        Assert.Equal([0, 1, 2], begun.Select(sum => sum.Sum));
        Assert.Equal(begun.Select(sum => sum.Pending).OrderDescending(), begun.Select(sum => sum.Pending));
        Assert.NotEqual(0, begun[0].Pending);
        Assert.Equal(0, begun[2].Pending);
    }

    public static TheoryData<string, NetworkPrecision, OptimizerType, double?, string> Networks => new()
    {
        { "torch:cpu", NetworkPrecision.Float32, OptimizerType.Sgd, null, "" },
        { "torch:cpu", NetworkPrecision.Float32, OptimizerType.SgdPaper, 0.05, "conv1..conv2" },
        { "torch:cpu", NetworkPrecision.BFloat16, OptimizerType.AdamW, 0.05, "fc4" },
        { "torch:cpu", NetworkPrecision.BFloat16, OptimizerType.Sgd, null, "conv1..fc4" },
        { "torch:cpu,torch:cpu", NetworkPrecision.Float32, OptimizerType.Sgd, 0.05, "fc5" },
        { "torch:cpu+torch:cpu", NetworkPrecision.Float32, OptimizerType.SgdNesterov, 0.05, "" },
        { "torch:cpu+torch:cpu,torch:cpu+torch:cpu", NetworkPrecision.BFloat16, OptimizerType.Sgd, null, "conv2" },
        { "cuda:0", NetworkPrecision.Float32, OptimizerType.Adam, 0.05, "" },
        { "cuda:0+cuda:1,cuda:1+cuda:0", NetworkPrecision.Float32, OptimizerType.Sgd, null, "" },
    };

    // The sums of one rank are its own gradients.
    [Theory]
    [MemberData(nameof(Networks))]
    public void ADividedBackwardPassHasTheBitsOfOneThatIsNot(string device, NetworkPrecision precision,
        OptimizerType type, double? clip, string frozen)
    {
        NetworkOptions options = Options(device) with { Precision = precision };
        options = options with
        {
            Optimizer = options.Optimizer! with
            {
                Type = type,
                ClipNorm = clip,
                AverageDecay = 0.9,
                Layers = frozen.Length == 0 ? [] : [new() { Layers = frozen, LearningRateFactor = 0 }],
            },
        };
        TorchEngine engine = FakeGpu.Engine(new(), new());
        using INetwork alone = Both.Fill(engine.Create(Large, options)), ranked =
            Both.Fill(engine.Create(Large, options with { Ranks = new LoneRank() }));
        for (int step = 0; step < 4; step++)
        {
            // The last two accumulate.
            TrainStep settings = new(0.001, 7, Math.Min(step, 2))
            {
                Batch = step,
                KeepsGradient = step % 2 == 1,
                Ends = step != 2,
                Begins = step != 3,
            };
            Assert.Equal(Learn(alone, settings, step), Learn(ranked, settings, step));
            foreach (TensorDescription parameter in alone.Parameters)
            {
                float[] expected = new float[parameter.Count], actual = new float[parameter.Count];
                Assert.Equal(alone.ReadGradient(parameter.Name, expected), ranked.ReadGradient(parameter.Name, actual));
                AssertSame(expected, actual, parameter.Name);
            }
        }

        foreach (TensorDescription tensor in alone.Parameters.Concat(alone.OptimizerState))
            AssertSame(Both.Read(alone, tensor.Name), Both.Read(ranked, tensor.Name), tensor.Name);
    }

    // Rank 0 has the first half of each batch; in the last step it has all of it.
    [Theory]
    [InlineData("torch:cpu", NetworkPrecision.Float32)]
    [InlineData("torch:cpu+torch:cpu", NetworkPrecision.BFloat16)]
    [InlineData("cuda:0", NetworkPrecision.Float32)]
    public void TwoRanksHaveTheBitsOfOneProcessThatAccumulates(string device, NetworkPrecision precision)
    {
        NetworkOptions options = Options(device) with { Precision = precision };
        using INetwork one = Both.Fill(FakeGpu.Engine(new(), new()).Create(Large, options));
        for (int step = 0; step < 3; step++)
        {
            Learn(one, new(0.01, 7, step) { Batch = 2 * step, Ends = step == 2, Share = 0.5 }, step);
            if (step < 2)
                Learn(one, new(0.01, 7, step) { Batch = 2 * step + 1, Begins = false, Share = 0.5 }, step + 10);
        }

        float[][][] several = ThreadRanks.Run(2, group =>
        {
            using INetwork network =
                Both.Fill(FakeGpu.Engine(new(), new()).Create(Large, options with { Ranks = group }));
            for (int step = 0; step < 3; step++)
            {
                TrainStep settings = new(0.01, 7, step) { Batch = 2 * step + group.Rank, Share = 0.5 };
                if (step < 2 || group.Rank == 0)
                    Learn(network, settings, step + 10 * group.Rank);
                else
                    network.TrainStep(default, [], settings, []);
            }

            return network.Parameters.Concat(network.OptimizerState).Select(
                tensor => Both.Read(network, tensor.Name)).ToArray();
        });
        foreach ((int i, TensorDescription tensor) in one.Parameters.Concat(one.OptimizerState).Index())
            Assert.All(several, rank => AssertSame(Both.Read(one, tensor.Name), rank[i], tensor.Name));
    }

    [Theory]
    [InlineData("torch:cpu")]
    [InlineData("cuda:0+cuda:1,cuda:1+cuda:0")]
    public void NothingOfAStepStays(string device)
    {
        long before = Tensor.TotalCount;
        using (INetwork network =
            Both.Fill(FakeGpu.Engine(new(), new()).Create(Large, Options(device) with { Ranks = new LoneRank() })))
        {
            for (int step = 0; step < 20; step++)
                Both.Step(network, Batch, step);
            long live = Tensor.TotalCount;
            for (int step = 20; step < 25; step++)
                Both.Step(network, Batch, step);
            Assert.Equal(live, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void NothingStaysIfTheHostHasNoMemoryForGradients()
    {
        long before = Tensor.TotalCount;
        EngineException rejected = Assert.Throws<EngineException>(() => FakeGpu.Engine(
            new() { HostRoom = sizeof(float) * RankGradients.BucketValues }, new()).Create(Large,
            Options("cuda:0") with { Ranks = new LoneRank() }));
        Assert.Contains("The gradients need 34 MB of the host's memory", rejected.Message, StringComparison.Ordinal);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static NetworkOptions Options(string device) => new()
    {
        Device = device,
        MaximumBatchSize = Batch,
        Optimizer = Both.Sgd with { Accumulation = 2 },
        GradientSum = GradientSum.Ordered,
    };

    private static void AssertSame(float[] expected, float[] actual, string name) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), name);

    private static float Learn(INetwork network, in TrainStep settings, int seed)
    {
        float[] targets = new float[Batch * 7];
        for (int n = 0; n < Batch; n++)
            targets[n * 7 + (n + seed) % 7] = 1;
        return network.TrainStep(Golden.Values(Batch * network.Definition.Input.Count, (uint)(1 + seed)), targets,
            settings, new float[targets.Length]);
    }

    /// <summary>Weights whose gradients all replicas have.</summary>
    private static string[] Made(TorchNetwork network) =>
    [
        .. _weights.Where(name => network.Learning.All(replica => replica.Single(
            parameter => parameter.Description.Name == name).Values.All(part => part.grad is not null))),
    ];
}
