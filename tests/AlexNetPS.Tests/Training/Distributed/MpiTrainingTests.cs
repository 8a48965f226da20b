using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Ranks;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Training by real MPI, and how it ends when a process or a disk fails.</summary>
public sealed class MpiTrainingTests : IDisposable
{
    private const string Sgd = """{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9 }""";

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-mpi").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData("openmpi", 1, GradientSum.Ordered)]
    [InlineData("openmpi", 2, GradientSum.Float32)]
    [InlineData("openmpi", 4, GradientSum.Ordered)]
    [InlineData("mpich", 1, GradientSum.Ordered)]
    [InlineData("mpich", 2, GradientSum.Float32)]
    [InlineData("mpich", 4, GradientSum.Ordered)]
    public void RanksHaveTheBitsOfOneProcessThatAccumulates(string library, int ranks, GradientSum sum)
    {
        AssertCompleted(Train(library, ranks, "ranks", sum, epochs: 2), ranks);
        TrainingRun one = Trainer.Train(DrawnImages.Dataset(train: 90), new()
        {
            Recipe = PartedRecipe.InParts(PartedRecipe.Create(Sgd, 2) with { EarlyStopping = null }, ranks),
            RunPath = Path.Combine(_root, "one"),
            Seed = 3,
            Threads = 1,
        });
        RunBits.AssertSame(one, TrainingRun.Open(Path.Combine(_root, "ranks")));
    }

    [Fact]
    public void BFloat16TrainsAsWell()
    {
        AssertCompleted(Train("openmpi", 2, "float", GradientSum.Float32, epochs: 4), 2);
        AssertCompleted(Train("openmpi", 2, "half", GradientSum.BFloat16, epochs: 4), 2);
        TrainingRun exact = Open("float"), rounded = Open("half");
        Assert.All(exact.Epochs.Zip(rounded.Epochs),
            pair => Assert.Equal(pair.First.TrainLoss, pair.Second.TrainLoss, 0.01));
        Assert.NotEqual(exact.Epochs[^1].TrainLoss, rounded.Epochs[^1].TrainLoss);
    }

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void EveryPresetTakesTheSameTwoSteps(string library)
    {
        MpiRun run = MpiRun.Start(library, 2, "presets");
        Assert.Equal(NetworkArchitecture.Names.Select(name => $"{name}: equal"),
            run.Lines.Where(line => line.EndsWith("equal", StringComparison.Ordinal)));
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void ARunOfFourGoesOnWithTwo(string library)
    {
        AssertCompleted(Train(library, 4, "run", GradientSum.Ordered, epochs: 2), 4);
        AssertCompleted(Train(library, 2, "run", GradientSum.Ordered, epochs: 4), 2);
        Assert.Equal((4, RunStatus.Completed), (Open("run").EpochCount, Open("run").Status));
    }

    [Theory]
    [InlineData("openmpi", 0)]
    [InlineData("openmpi", 1)]
    [InlineData("mpich", 1)]
    public void AKilledRankEndsAllAndTheCheckpointIsValid(string library, int killed)
    {
        MpiRun run = Train(library, 2, "run", GradientSum.Float32, epochs: 10_000, killed: killed);
        Assert.NotEqual(0, run.ExitCode);
        // The checkpoint may be one epoch ahead of what run.json says.
        int done = Open("run").EpochCount;
        Assert.InRange(done, 0, 9_998);
        AssertCompleted(Train(library, 2, "run", GradientSum.Float32, done + 1), 2);
    }

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void AFullDiskOfRankZeroEndsAllAndTheCheckpointIsValid(string library)
    {
        using var disk = SmallDisk.At(Path.Combine(_root, "run"));
        AssertCompleted(Train(library, 2, "run", GradientSum.Float32, epochs: 1), 2);
        string filler = disk.Fill();
        MpiRun full = Train(library, 2, "run", GradientSum.Float32, epochs: 3);
        Assert.NotEqual(0, full.ExitCode);
        Assert.Contains(full.Lines, line => line.Contains("rank 0: ", StringComparison.Ordinal)
            && line.Contains("No space left", StringComparison.Ordinal));
        Assert.Contains(full.Lines, line => line.Contains("Rank 0 failed: ", StringComparison.Ordinal));
        File.Delete(filler);
        AssertCompleted(Train(library, 2, "run", GradientSum.Float32, epochs: 3), 2);
    }

    private static void AssertCompleted(MpiRun run, int ranks)
    {
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Lines));
        Assert.Equal(ranks, run.Lines.Count(line => line.EndsWith(": Completed", StringComparison.Ordinal)));
    }

    private TrainingRun Open(string name) => TrainingRun.Open(Path.Combine(_root, name));

    private MpiRun Train(string library, int ranks, string name, GradientSum sum, int epochs, int killed = -1) =>
        MpiRun.Start(library, ranks, Arguments(name, sum, epochs, killed));

    private string[] Arguments(string name, GradientSum sum, int epochs, int killed = -1) =>
        ["train", Path.Combine(_root, name), $"{sum}", $"{epochs}", $"{killed}", $"{Parallelism.Data}"];
}
