using AlexNetPS.Datasets;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>What a run keeps on disk when it is complete, and what of it can be freed.</summary>
public sealed class RunStateTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-state").FullName;

    // Without validation images the last epoch is the best.
    private readonly ImageNetDataset _dataset = DrawnImages.Dataset(train: 32, validation: 0);

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void ACompletedRunKeepsItsBestModelOnly()
    {
        TrainingRun run = Train("run", epochs: 2);
        Assert.Equal(["best.safetensors"], Tensors(run));
        Assert.False(run.HasState);
        Assert.Equal(2, run.LoadModel().Training!.Epochs);
        Assert.Equal(new DirectoryInfo(run.Path).EnumerateFiles().Sum(file => file.Length), run.Size);

        // Nothing is left to do; with more to do one error says what would have been needed.
        Assert.Equal(run.Epochs, Train("run", epochs: 2).Epochs);
        Assert.Equal(run.Epochs, Train("run", epochs: 1).Epochs);
        string message = Assert.Throws<TrainingException>(() => Train("run", epochs: 3)).Message;
        Assert.Contains("has 2 of 3 epochs", message);
        Assert.Contains("last.safetensors", message);
        Assert.Contains("-KeepState", message);
        Assert.Equal(RunStatus.Completed, TrainingRun.Open(run.Path).Status);
    }

    [Fact]
    public void TheStateIsThereUntilTheRunIsComplete()
    {
        var files = new List<string[]>();
        TrainingRun run = Train("run", epochs: 3,
            observer: new Epochs(_ => files.Add(Tensors(Path.Combine(_root, "run")))));
        Assert.Equal(["best.safetensors", "last.safetensors"], files[1]);
        Assert.Equal(["best.safetensors"], Tensors(run));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AKeptStateHoldsTheOnlyCopyOfTheLastWeightsAndTrainsOn(bool averages)
    {
        TrainingRun plain = Train("plain", epochs: 2, averages: averages),
            run = Train("run", epochs: 2, keep: true, averages: averages);
        Assert.Equal(["last.safetensors"], Tensors(run));
        Assert.True(run.HasState);
        Assert.Equal(plain.LoadModel().HashWeights(), run.LoadModel().HashWeights());

        // More epochs that are worse need the best ones again.
        TrainingRun whole = Train("whole", epochs: 4, averages: averages), longer =
            Train("run", epochs: 4, averages: averages);
        Assert.Equal(["best.safetensors"], Tensors(longer));
        Assert.Equal(whole.LoadModel().HashWeights(), longer.LoadModel().HashWeights());
    }

    [Fact]
    public void ARunThatGoesOnHasItsBestWeightsFromTheBeginning()
    {
        TrainingRun run = Train("run", epochs: 2, keep: true);
        string hash = run.LoadModel().HashWeights();
        using var stop = new CancellationTokenSource();
        TrainingRun stopped = Train("run", epochs: 4, observer: new Steps(stop.Cancel), cancellation: stop.Token);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        Assert.Equal(["best.safetensors", "last.safetensors"], Tensors(stopped));
        Assert.Equal(hash, stopped.LoadModel().HashWeights());
    }

    [Fact]
    public void ABetterEarlierEpochIsKeptBesideTheState()
    {
        // After the first epoch the rate is so high that the accuracy falls to that of guessing.
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 0.02 }""",
            """{ "type": "Milestones", "milestones": [ 4 ], "factor": 1e-9 }""", epochs: 5);
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 32, validation: 60), Options("run", recipe));
        Assert.NotEqual(5, run.BestEpoch!.Epoch);
        Assert.Equal(["best.safetensors", "last.safetensors"], Tensors(run));
    }

    [Fact]
    public void ARunWithoutABestEpochKeepsItsLastWeights()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e4, "clipNorm": 1 }""", epochs: 2) with
        {
            Checkpoints = new(),
        };
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 32, validation: 60), Options("away", recipe));
        Assert.Null(run.BestEpoch);
        Assert.Equal(["last.safetensors"], Tensors(run));
        Assert.Equal(3, run.LoadModel().Classes.Count);
    }

    [Theory]
    [InlineData(ScheduleUnit.Epochs)]
    [InlineData(ScheduleUnit.Steps)]
    public void ResumingWritesTheNumberedCheckpointThatAKilledProcessDidNot(ScheduleUnit unit)
    {
        Recipe recipe = Recipe(epochs: 2, keep: true, averages: false);
        recipe = recipe with { Checkpoints = recipe.Checkpoints with { Unit = unit, Every = 1, Keep = 1 } };
        TrainingRun run = Trainer.Train(_dataset, Options("killed", recipe));
        string numbered = Assert.Single(Directory.GetFiles(run.Path, "*-0*.safetensors"));
        string hash = AlexNetModel.Load(numbered).HashWeights();
        // The process wrote the last state and was killed: the numbered one is missing, and an old one is still there.
        string old = Path.Combine(run.Path, unit == ScheduleUnit.Epochs ? "epoch-0001" : "step-00000001") + ".safetensors";
        File.Move(numbered, old);

        // Nothing is left to train.
        Trainer.Train(_dataset, Options("killed", recipe) with { Resume = true });
        Assert.True(File.Exists(numbered));
        Assert.False(File.Exists(old));
        Assert.Equal(hash, AlexNetModel.Load(numbered).HashWeights());

        File.Copy(numbered, old);
        Trainer.Train(_dataset, Options("killed", recipe) with { Resume = true });
        Assert.False(File.Exists(old));
    }

    [Fact]
    public void TheStateCanBeRemovedAndTheModelsStay()
    {
        Recipe recipe = Recipe(epochs: 3, keep: true, averages: true);
        recipe = recipe with { Checkpoints = recipe.Checkpoints with { Every = 1, Keep = 2 } };
        TrainingRun run = Trainer.Train(_dataset, Options("run", recipe));
        Assert.Equal(["epoch-0002.safetensors", "epoch-0003.safetensors", "last.safetensors"], Tensors(run));
        string[] hashes = [.. Hashes(run)];
        long before = run.Size;

        run.RemoveState();
        Assert.Equal(["best.safetensors", "epoch-0002.safetensors", "epoch-0003.safetensors"], Tensors(run));
        Assert.Equal([hashes[2], hashes[0], hashes[1]], Hashes(run));
        Assert.False(run.HasState);
        Assert.True(run.Size < before / 2, $"{before} to {run.Size} bytes");
        Assert.All(Tensors(run), name =>
        {
            using var file = SafetensorsFile.Open(Path.Combine(run.Path, name));
            Assert.Equal(run.Model!.Definition.ParameterTensors.Select(tensor => tensor.Name).Order(),
                file.Tensors.Select(tensor => tensor.Name).Order());
        });
        Assert.Contains("-KeepState",
            Assert.Throws<TrainingException>(() => Train("run", epochs: 5, averages: true)).Message);

        // Once more is no error.
        run.RemoveState();
        Assert.Equal([hashes[2], hashes[0], hashes[1]], Hashes(run));
    }

    [Fact]
    public void AStoppedRunKeepsWhatItHasLearned()
    {
        using var stop = new CancellationTokenSource();
        TrainingRun run = Train("run", epochs: 2, observer: new Steps(stop.Cancel), cancellation: stop.Token);
        Assert.Equal(["last.safetensors"], Tensors(run));
        string hash = run.LoadModel().HashWeights();
        run.RemoveState();
        Assert.Equal(["best.safetensors"], Tensors(run));
        Assert.Equal(hash, run.LoadModel().HashWeights());

        // No epoch is lost: the run begins anew.
        Assert.Equal(Train("other", epochs: 2).LoadModel().HashWeights(), Train("run", epochs: 2).LoadModel().HashWeights());
    }

    [Fact]
    public void AStoppedRunWithoutItsStateIsNotToBeResumed()
    {
        using var stop = new CancellationTokenSource();
        TrainingRun run = Train("run", epochs: 3, observer: new Epochs(_ => stop.Cancel()), cancellation: stop.Token);
        Assert.Equal((RunStatus.Stopped, 1), (run.Status, run.EpochCount));
        Assert.Contains("Resume with", run.StopReason);
        run.RemoveState();
        Assert.Equal("Stopped by the user.", run.StopReason);
        Assert.Contains("1 of 3 epochs", Assert.Throws<TrainingException>(() => Train("run", epochs: 3)).Message);
    }

    [Fact]
    public void ARunInProgressIsDeletedAsAWhole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files that a process holds cannot be deleted there.");
        string path = Path.Combine(_root, "run");
        // What an earlier deletion left that was killed after its rename.
        string left = Directory.CreateDirectory(Path.Combine(_root, $".deleted-{Guid.NewGuid():N}")).FullName;
        File.WriteAllText(Path.Combine(left, "run.json"), "{}");
        Assert.False(TrainingRun.IsRun(left));
        TrainingException failure = Assert.Throws<TrainingException>(() => Train("run", epochs: 3,
            observer: new Epochs(_ => TrainingRun.Open(path).Delete(evenIfRunning: true))));
        Assert.Contains(path, failure.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void TheStateOfARunInProgressStays()
    {
        string? refusal = null;
        Train("run", epochs: 2, observer: new Epochs(_ => refusal ??= Assert.Throws<TrainingException>(
            () => TrainingRun.Open(Path.Combine(_root, "run")).RemoveState()).Message));
        Assert.Contains("Another process is training", refusal);
    }

    [Fact]
    public void ADamagedCheckpointIsNamedAndStays()
    {
        TrainingRun run = Train("run", epochs: 1, keep: true);
        string last = Path.Combine(run.Path, "last.safetensors");
        byte[] bytes = File.ReadAllBytes(last);
        File.WriteAllBytes(last, bytes[..^9]);
        File.Copy(last, Path.Combine(run.Path, "epoch-0001.safetensors"));
        Assert.Contains("epoch-0001.safetensors", Assert.Throws<TrainingException>(run.RemoveState).Message);
        Assert.True(File.Exists(last));
    }

    [Fact]
    public void AFolderThatIsGoneHasNoSize()
    {
        TrainingRun run = Train("run", epochs: 1);
        run.Delete();
        Assert.Equal(0, run.Size);
    }

    private static Recipe Recipe(int epochs, bool keep, bool averages) => TinyRecipe.Create(averages
        ? """{ "type": "Adam", "learningRate": 0.003, "averageDecay": 0.9 }"""
        : """{ "type": "Adam", "learningRate": 0.003 }""", epochs: epochs) with
    { Checkpoints = new() { KeepState = keep } };

    private static string[] Tensors(TrainingRun run) => Tensors(run.Path);

    private static string[] Tensors(string folder) => [.. Directory.GetFiles(folder, "*.safetensors")
        .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Hashes(TrainingRun run) =>
        Tensors(run).Select(name => AlexNetModel.Load(Path.Combine(run.Path, name)).HashWeights());

    private TrainingRun Train(string name, int epochs, bool keep = false, bool averages = false,
        ITrainingObserver? observer = null, CancellationToken cancellation = default) => Trainer.Train(_dataset,
            Options(name, Recipe(epochs, keep, averages)) with { Resume = true }, observer, cancellation);

    private TrainingOptions Options(string name, Recipe recipe) =>
        new() { Recipe = recipe, RunPath = Path.Combine(_root, name), Seed = 1, Threads = 1 };

    private class Steps(Action step) : ITrainingObserver
    {
        public void OnStep(TrainingProgress progress) => step();

        public virtual void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
        }
    }

    private sealed class Epochs(Action<EpochResult> seen) : Steps(() => { })
    {
        public override void OnEpoch(EpochResult epoch) => seen(epoch);
    }
}
