using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>A device that works ahead trains as one that is waited for after every step.</summary>
public sealed class PendingStepsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-ahead").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData("""{ "type": "Adam", "learningRate": 0.003 }""")]
    [InlineData("""{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "accumulation": 3 }""")]
    public void AheadOrNotTheRunIsTheSame(string optimizer)
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        Recipe recipe = TinyRecipe.Create(optimizer, epochs: 3) with
        {
            Checkpoints = new() { Every = 4, Unit = ScheduleUnit.Steps, Keep = 0, KeepState = true },
        };
        TrainingRun waited = Trainer.Train(dataset, Options("waited", recipe));
        var engine = new AheadEngine(pendingSteps: 4);
        var observer = new Recorder();
        TrainingRun ahead = Trainer.Train(dataset, Options("ahead", recipe), _ => engine, observer,
            TestContext.Current.CancellationToken);

        Assert.True(engine.Levels > 0);

        // As many as it may have: the clock stands still, so no report is due before.
        Assert.Equal(4, engine.MaxPending);
        Assert.Equal(Learned(waited), Learned(ahead));
        string[] checkpoints = Directory.GetFiles(waited.Path, "*.safetensors");
        Assert.True(checkpoints.Length > 1);
        Assert.All(checkpoints.Where(file => !file.EndsWith("best.safetensors", StringComparison.Ordinal)), file =>
            Assert.Equal(Weights(file), Weights(Path.Combine(ahead.Path, Path.GetFileName(file)))));

        // Every report is of steps that have ended, and the last of an epoch is of all.
        Assert.Equal(3, observer.Steps.Count(step => step.Step == step.Steps));
        Assert.All(observer.Steps, step => Assert.True(double.IsFinite(step.Loss) && step.ImagesPerSecond > 0));
    }

    [Fact]
    public void AStopOnTheWayKeepsWhatHasBegun()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        Recipe recipe = TinyRecipe.Create(epochs: 2);
        TrainingRun whole = Trainer.Train(dataset, Options("whole", recipe));
        using var stop = new CancellationTokenSource();
        var engine = new AheadEngine(pendingSteps: 2);
        var observer = new Recorder(afterStep: 2, stop);
        TrainingRun stopped = Trainer.Train(dataset, Options("stopped", recipe), _ => engine, observer, stop.Token);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        TrainingRun resumed = Trainer.Train(dataset, Options("stopped", recipe) with { Resume = true }, _ => engine,
            null, TestContext.Current.CancellationToken);
        Assert.Equal(Learned(whole), Learned(resumed));
    }

    [Fact]
    public void ALossThatIsNoNumberNamesItsStep()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e30 }""");
        string waited = Assert.Throws<TrainingException>(
            () => Trainer.Train(DrawnImages.Dataset(), Options("a", recipe))).Message;
        string ahead = Assert.Throws<TrainingException>(() => Trainer.Train(DrawnImages.Dataset(),
            Options("b", recipe), _ => new AheadEngine(4), null, default)).Message;
        Assert.Equal(waited.Split(", at")[0], ahead.Split(", at")[0]);
        Assert.Contains("step", ahead, StringComparison.Ordinal);
    }

    private static string[] Learned(TrainingRun run) =>
        [.. run.Epochs.Select(
            epoch => $"{epoch.Epoch} {epoch.TrainLoss:r} {epoch.TrainTop1:r} {epoch.ValidationLoss:r} "
                + $"{epoch.ValidationTop1:r}")];

    // Behind the header, which names times.
    private static byte[] Weights(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        return bytes[(8 + (int)BitConverter.ToInt64(bytes))..];
    }

    private TrainingOptions Options(string name, Recipe recipe) =>
        new()
        {
            Recipe = recipe,
            Seed = 3,
            RunPath = Path.Combine(_root, name),
            Threads = 2,
            Clock = new StoppedClock()
        };

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    private sealed class Recorder(int afterStep = 0, CancellationTokenSource? stop = null) : ITrainingObserver
    {
        public List<TrainingProgress> Steps { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
            Steps.Add(progress);
            if (progress.Step >= afterStep)
                stop?.Cancel();
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
