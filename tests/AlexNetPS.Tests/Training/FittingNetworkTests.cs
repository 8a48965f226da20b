using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training;

/// <summary>
/// A batch too large for a device is halved only where that is asked for, and the update stays that of the recipe.
/// </summary>
public class FittingNetworkTests
{
    private static readonly NetworkDefinition _network =
        new("net", new(1, 1, 4), [new LinearDefinition { Name = "fc", Outputs = 2 }]);

    private static readonly Recipe _base = RecipeFile.Get("Mnist28") with { BatchSize = 64 };

    [Theory]
    [InlineData(100, false, 64, 1)]
    [InlineData(32, true, 32, 2)]
    [InlineData(20, true, 16, 4)]
    [InlineData(20, false, 16, 4)]
    [InlineData(1, true, 1, 64)]
    public void TheLargestHalfThatFitsIsTaken(int room, bool names, int batch, int accumulation)
    {
        (INetwork network, Recipe recipe) = FittingNetwork.Create(new SmallEngine(room, names), _network, _base,
            new() { Recipe = _base, RunPath = "" }, new(null), mayShrink: true);
        using (network)
            Assert.Equal(batch, network.MaximumBatchSize);
        Assert.Equal(batch, recipe.BatchSize);
        Assert.Equal(accumulation, recipe.Optimizer.Accumulation);
        recipe.Validate();
    }

    [Fact]
    public void OtherwiseTheErrorIsTheEngines()
    {
        Assert.Throws<EngineException>(() => FittingNetwork.Create(new SmallEngine(32, true), _network, _base,
            new() { Recipe = _base, RunPath = "" }, new(null), mayShrink: false));
        Assert.Throws<EngineException>(() => FittingNetwork.Create(new SmallEngine(0, true), _network, _base,
            new() { Recipe = _base, RunPath = "" }, new(null), mayShrink: true));
        Assert.Throws<EngineException>(() => FittingNetwork.Create(new SmallEngine(0, false), _network, _base,
            new() { Recipe = _base, RunPath = "" }, new(null), mayShrink: true));
    }

    [Fact]
    public void TheEmbeddedEngineRefusesOtherPrecisions() =>
        Assert.Contains("Float32 only",
            Assert.Throws<EngineException>(() => new CpuEngine().Create(_network,
                new() { MaximumBatchSize = 1, Precision = NetworkPrecision.BFloat16 })).Message,
                StringComparison.Ordinal);

    /// <summary>Has room for so many images.</summary>
    private sealed class SmallEngine(int room, bool names) : IEngine
    {
        private readonly CpuEngine _engine = new();

        public string Name => "small";

        public IReadOnlyList<EngineDevice> Devices => _engine.Devices;

        public INetwork Create(NetworkDefinition definition, NetworkOptions options)
        {
            if (options.MaximumBatchSize <= room)
                return _engine.Create(definition, options);
            int largest = options.MaximumBatchSize;
            while (largest > room)
                largest /= 2;
            throw new EngineException("too large")
            {
                BatchSize = options.MaximumBatchSize,
                LargestBatchSize = names ? largest : null
            };
        }
    }
}
