using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Models;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>The state in a checkpoint is checked before a run goes on from it.</summary>
public class CheckpointStateTests
{
    [Theory]
    [InlineData("""{ "epoch": 1, "step": 0, "history": null }""")]
    [InlineData("""{ "epoch": 1, "step": 0, "history": [ null ] }""")]
    [InlineData("""{ "epoch": 1, "step": 0 }""")]
    [InlineData("""{ "epoch": -1, "step": 0, "history": [] }""")]
    [InlineData("""{ "epoch": 0, "step": -3, "history": [] }""")]
    [InlineData("""{ "epoch": 1, "step": 0, "history": 5 }""")]
    [InlineData("""{ "epoch": 0, "step": 3, "history": [] }""")]
    [InlineData("""{ "epoch": 0, "step": 3, "history": [], "sums": { "images": 9, "seconds": 0 } }""")]
    [InlineData("""{ "epoch": 0, "step": 3, "history": [], "sums": { "images": 9, "seconds": 1, "loss": 1e999 } }""")]
    [InlineData("""null""")]
    [InlineData("""{ "epoch":""")]
    public void AHistoryThatDoesNotFitIsOneClearError(string text)
    {
        string message = Assert.Throws<FormatException>(() => CheckpointFile.StateIn(text)).Message;
        Assert.Contains("the state of the training in it is damaged", message, StringComparison.Ordinal);
        Assert.DoesNotContain("nullability", message, StringComparison.Ordinal);
    }

    /// <summary>A run that goes on from NaN only ends as a diverged one.</summary>
    [Theory]
    [InlineData("fc7.bias", float.NaN)]
    [InlineData("state", float.PositiveInfinity)]
    public void NumbersThatAreNoneAreNotResumedFrom(string which, float value)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "last.safetensors");
        NetworkDefinition definition = SmallModels.Network(2);
        OptimizerDefinition optimizer = SmallModels.Recipe(2).Optimizer with { Momentum = 0.9 };
        using INetwork network = new CpuEngine().Create(definition,
            new() { MaximumBatchSize = 1, Threads = 1, Optimizer = optimizer });
        NetworkInitializer.Initialize(network, [], 1);
        TensorDescription tensor = which == "state" ? network.OptimizerState[0]
            : network.Parameters.Single(parameter => parameter.Name == which);
        float[] values = new float[tensor.Count];
        values[^1] = value;
        var state = new TrainingState
        {
            Epoch = 0,
            Step = 3,
            History = [],
            Sums = new() { Images = 3, Seconds = 1 },
        };
        var model = new ModelDescription
        {
            Name = "Tiny",
            Definition = definition,
            Classes = ["a", "b"],
            Recipe = SmallModels.Recipe(2),
        };
        CheckpointFile.Write(path, network, model, 1, state);
        Assert.Equal(3, CheckpointFile.Read(path, network).Step);
        network.Write(tensor.Name, values);
        CheckpointFile.Write(path, network, model, 1, state);
        string message = Assert.Throws<TrainingException>(() => CheckpointFile.Read(path, network)).Message;
        Assert.Contains($"tensor '{tensor.Name}' has the value", message, StringComparison.Ordinal);
        Assert.Contains("best.safetensors", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateBeforeTheFirstEpochIsRead() =>
        Assert.Equal(3, CheckpointFile.StateIn(
            """{ "epoch": 0, "step": 3, "history": [], "sums": { "images": 9, "seconds": 1 } }""").Step);
}

