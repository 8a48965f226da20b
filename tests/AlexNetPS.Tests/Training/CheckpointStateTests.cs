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

    [Fact]
    public void AStateBeforeTheFirstEpochIsRead() =>
        Assert.Equal(3, CheckpointFile.StateIn(
            """{ "epoch": 0, "step": 3, "history": [], "sums": { "images": 9, "seconds": 1 } }""").Step);
}

