using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Tests.Ranks;
using AlexNetPS.Tests.Training.Distributed;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Ranks of real MPI that each have a part of every layer, and how they end when a process or a disk fails.</summary>
public sealed class MpiDividedTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-mpi-divided").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void TheRunIsThatOfOneProcess(string library)
    {
        AssertCompleted(Train(library, 2, epochs: 1), 2);
        // The networks are as large on one rank as on two, and so is the checkpoint.
        AssertCompleted(Train(library, 1, epochs: 2), 1);
        AssertCompleted(Train(library, 2, epochs: 3), 2);
        TrainingRun one = Trainer.Train(DrawnImages.Dataset(train: 90), new()
        {
            Recipe = DividedRecipe.Create(epochs: 3) with { EarlyStopping = null },
            RunPath = Path.Combine(_root, "one"),
            Seed = 3,
            Threads = 1,
        });
        Assert.All(one.Epochs.Zip(Run.Epochs), pair =>
        {
            Assert.Equal(pair.First.TrainLoss, pair.Second.TrainLoss, 1e-4);
            Assert.Equal(pair.First.ValidationTop1, pair.Second.ValidationTop1);
        });
        Assert.Equal(3, Run.EpochCount);
    }

    [Fact]
    public void EveryPresetTakesTheSameTwoSteps()
    {
        MpiRun run = MpiRun.Start("openmpi", 2, "divided-presets");
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Lines));
        string[] close = [.. run.Lines.Where(line => line.EndsWith(": close", StringComparison.Ordinal))
            .Select(line => line[..^": close".Length])];
        Assert.Equal(NetworkArchitecture.Names, close);
    }

    [Theory]
    [InlineData("openmpi", 0)]
    [InlineData("openmpi", 1)]
    [InlineData("mpich", 1)]
    public void AKilledRankEndsAllAndTheCheckpointIsValid(string library, int killed)
    {
        MpiRun run = Train(library, 2, epochs: 10_000, killed);
        Assert.NotEqual(0, run.ExitCode);
        // The checkpoint may be one epoch ahead of what run.json says.
        int done = Run.EpochCount;
        Assert.InRange(done, 0, 9_998);
        AssertCompleted(Train(library, 2, done + 1), 2);
    }

    [Fact]
    public void AFullDiskOfRankZeroEndsAllAndTheCheckpointIsValid()
    {
        using var disk = SmallDisk.At(Path.Combine(_root, "run"));
        AssertCompleted(Train("openmpi", 2, epochs: 1), 2);
        string filler = disk.Fill();
        MpiRun full = Train("openmpi", 2, epochs: 3);
        Assert.NotEqual(0, full.ExitCode);
        Assert.Contains(full.Lines, line => line.Contains("Rank 0 failed: ", StringComparison.Ordinal)
            && line.Contains("No space left", StringComparison.Ordinal));
        File.Delete(filler);
        AssertCompleted(Train("openmpi", 2, epochs: 3), 2);
    }

    private TrainingRun Run => TrainingRun.Open(Path.Combine(_root, "run"));

    private static void AssertCompleted(MpiRun run, int ranks)
    {
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Lines));
        Assert.Equal(ranks, run.Lines.Count(line => line.EndsWith($": {RunStatus.Completed}", StringComparison.Ordinal)));
    }

    private MpiRun Train(string library, int ranks, int epochs, int killed = -1) => MpiRun.Start(library, ranks, "train",
        Path.Combine(_root, "run"), $"{GradientSum.Float32}", $"{epochs}", $"{killed}", $"{Parallelism.Model}");
}
