using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Tests.Engines.Division;
using AlexNetPS.Tests.Training.Distributed;
using AlexNetPS.TorchSharp.Division;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Ranks that each compute a part of every layer on libtorch have the results of one process.</summary>
[Collection("alone")] // Other tests set the number of threads, on which the order of sums depends; tensors are counted.
public class DividedTests
{
    [Theory]
    [MemberData(nameof(DividedNetworks.Settings), MemberType = typeof(DividedNetworks))]
    public void RanksTrainAsOneProcess(string name, int ranks, string setting)
    {
        OptimizerDefinition optimizer = DividedNetworks.Optimizer(setting);
        Dictionary<string, float[]> one = Train(name, optimizer, null);
        Dictionary<string, float[]>[] parts = ThreadRanks.Run(ranks, group => Train(name, optimizer, group));

        // Adam divides by small gradients.
        double tolerance = optimizer.Type == OptimizerType.Adam ? 2e-3 : 2e-4;
        Assert.All(parts, part => DividedNetworks.AssertClose(one, part, tolerance));
        Assert.All(parts, part => DividedNetworks.AssertClose(parts[0], part, TestDevice.Rounding));
    }

    [Theory]
    [InlineData("towers", 2)]
    [InlineData("mixed", 4)]
    public void RanksTrainAsThoseOfTheEmbeddedEngine(string name, int ranks)
    {
        OptimizerDefinition optimizer = DividedNetworks.Optimizer("accumulated, averaged");
        Dictionary<string, float[]>[] torch = ThreadRanks.Run(ranks, group => Train(name, optimizer, group)),
            cpu = ThreadRanks.Run(ranks, group => Train(name, optimizer, group, Both.Cpu, "cpu"));
        DividedNetworks.AssertClose(cpu[0], torch[ranks - 1], 5e-4);
    }

    // Values of a GPU arrive when they are awaited; the batch is tried first.
    [Theory]
    [InlineData("towers", 2, "adam, clipped")]
    [InlineData("mixed", 4, "sgd")]
    public void GpusTrainAsTheProcessorBitForBit(string name, int ranks, string setting)
    {
        OptimizerDefinition optimizer = DividedNetworks.Optimizer(setting);
        Dictionary<string, float[]>[] host = ThreadRanks.Run(ranks, group => Train(name, optimizer, group,
                Both.Torch, TestDevice.Processor)),
            gpus = ThreadRanks.Run(ranks,
                group => Train(name, optimizer, group, FakeGpu.Engine(new FakeGpu()), "cuda:0"));
        for (int rank = 0; rank < ranks; rank++)
            DividedNetworks.AssertClose(host[rank], gpus[rank], 0);
    }

    [Fact]
    public void BFloat16IsAsCloseToFloat32AsInOneProcess()
    {
        OptimizerDefinition optimizer = DividedNetworks.Optimizer("sgd");
        Dictionary<string, float[]> exact = Train("towers", optimizer, null), one =
            Train("towers", optimizer, null, precision: NetworkPrecision.BFloat16);
        Dictionary<string, float[]>[] parts = ThreadRanks.Run(2,
            group => Train("towers", optimizer, group, precision: NetworkPrecision.BFloat16));
        foreach ((string name, float[] values) in exact)
            Assert.InRange(Difference(values, parts[0][name]), 0, 2 * Difference(values, one[name]) + 1e-3);
        DividedNetworks.AssertClose(parts[0], parts[1], TestDevice.Rounding);

        static double Difference(float[] expected, float[] actual) =>
            Math.Sqrt(expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Average());
    }

    // The batch that fits may differ between ranks: each finds out by itself.
    [Fact]
    public void ARankWhoseMemoryIsTooSmallSaysSo()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(2, group =>
        {
            var gpu = new FakeGpu { Room = group.Rank == 1 ? 1 << 16 : long.MaxValue };
            return Create("towers", DividedNetworks.Optimizer("sgd"), group, FakeGpu.Engine(gpu), "cuda:0");
        });
        EngineException error = Assert.IsType<EngineException>(failures[1]);
        Assert.Equal(DividedNetworks.Images, error.BatchSize);
    }

    // The first two exchanges of parts are the borders of norm1 and norm2, the third is that of the gradient of fc6.
    [Fact]
    public void TheFailureOfARankReachesTheOthersInTheBackwardPass()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(2, group =>
        {
            using INetwork network = Create("towers", DividedNetworks.Optimizer("sgd"), group.Rank == 0
                ? new BrokenRank(group, exchange: 3)
                : group);
            return DividedNetworks.Train(network, DividedNetworks.Optimizer("sgd"));
        });
        Assert.Equal("no cable", Assert.IsType<InvalidOperationException>(failures[0]).Message);
        Assert.Equal("Rank 0 failed: no cable", Assert.IsType<RanksException>(failures[1]).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(1 << 20)]
    public void PiecesAreTheWhole(long pieceValues)
    {
        ThreadRanks.Run(3, group =>
        {
            using var exchange = new RankExchange(new FakeGpu(), group, pieceValues);
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor whole = torch.arange(5 * 6 * 4 * 3, ScalarType.Float32).view(5, 6, 4, 3), own = exchange.Own(whole);
            Assert.True(exchange.Gather(own).Equals(whole));
            Assert.True(exchange.SumParts(whole).Equals(own.mul(3)));
            Assert.True(exchange.SumOver(own).Equals(
                whole.narrow(1, 0, 2).add(whole.narrow(1, 2, 2)).add(whole.narrow(1, 4, 2))));
            (Tensor? before, Tensor? after) = exchange.Swap(own.narrow(1, 0, 1), own.narrow(1, 1, 1));
            Assert.Equal((group.Rank > 0, group.Rank < 2), (before is not null, after is not null));
            Assert.True(before?.Equals(whole.narrow(1, 2 * group.Rank - 1, 1)) ?? true);
            Assert.True(after?.Equals(whole.narrow(1, 2 * group.Rank + 2, 1)) ?? true);
            Tensor shared = own.clone();
            exchange.Share(shared);
            Assert.True(shared.Equals(whole.narrow(1, 0, 2)));
            return 0;
        });
    }

    [Fact]
    public void NothingOfAStepStays()
    {
        long before = Tensor.TotalCount;
        ThreadRanks.Run(2, group =>
        {
            using INetwork network = Create("towers", DividedNetworks.Optimizer("sgd"), group);
            long live = 0;
            for (int step = 0; step < 12; step++)
            {
                Both.Step(network, DividedNetworks.Images, step);
                group.Exchange(0);
                if (step == 5)
                    live = Tensor.TotalCount;
                group.Exchange(0);
            }

            Assert.Equal(live, Tensor.TotalCount);
            group.Exchange(0);
            return 0;
        });
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void ARankHasOneDeviceAndNoGradientsOfLogits()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(2, group => Create("towers",
            DividedNetworks.Optimizer("sgd"), group, device: "torch:cpu+torch:cpu"));
        EngineException error = Assert.IsType<EngineException>(failures[0]);
        Assert.Contains("'torch:cpu+torch:cpu': ranks that divide the layers", error.Message, StringComparison.Ordinal);

        (_, failures) = ThreadRanks.Try(2, group =>
        {
            using INetwork network = Create("towers", DividedNetworks.Optimizer("sgd"), group);
            network.LogitGradients(default, "conv1", [], [], [], []);
            return 0;
        });
        Assert.Contains("divided among 2 ranks", Assert.IsType<EngineException>(failures[0]).Message,
            StringComparison.Ordinal);
    }

    private static INetwork Create(string name, OptimizerDefinition optimizer, IRankGroup? group,
        IEngine? engine = null, string? device = null, NetworkPrecision precision = NetworkPrecision.Float32) =>
        DividedNetworks.Create(engine ?? Both.Torch, device ?? TestDevice.Name, DividedNetworks.Of(name), optimizer,
            group, precision);

    private static Dictionary<string, float[]> Train(string name, OptimizerDefinition optimizer, IRankGroup? group,
        IEngine? engine = null, string? device = null, NetworkPrecision precision = NetworkPrecision.Float32)
    {
        using INetwork network = Create(name, optimizer, group, engine, device, precision);
        return DividedNetworks.Train(network, optimizer);
    }

    /// <summary>A rank that fails in one of its exchanges of parts.</summary>
    private sealed class BrokenRank(IRankGroup group, int exchange) : OtherRanks(group)
    {
        private int _exchanges;

        public override void ExchangeParts(ReadOnlySpan<byte> own, Span<byte> received)
        {
            if (++_exchanges == exchange)
                throw new InvalidOperationException("no cable");
            base.ExchangeParts(own, received);
        }
    }
}
