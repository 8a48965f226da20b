using AlexNetPS.Datasets;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>A limit of training time, on a clock that only steps move.</summary>
public sealed class MaxDurationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-duration").FullName;

    // Six steps an epoch, eighteen in all.
    private readonly ImageNetDataset _dataset = DrawnImages.Dataset(train: 90);

    private readonly Recipe _recipe = TinyRecipe.Create("""
        { "type": "Adam", "learningRate": 0.003, "averageDecay": 0.5 }
        """, """{ "type": "Plateau", "patience": 0 }""", epochs: 3) with
    {
        BatchTransforms = [new AlexNetPS.Transforms.Mixup { Alpha = 0.2 }],
        Checkpoints = new() { Every = 5, Unit = ScheduleUnit.Steps, KeepState = true },
    };

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void ARunCutIntoFiveJobsEqualsOne()
    {
        TrainingRun whole = Train("whole", null, out int steps);
        Assert.Equal(18, steps);
        var jobs = new List<int>();
        TrainingRun parts;
        do
        {
            parts = Train("parts", TimeSpan.FromSeconds(4), out steps);
            jobs.Add(steps);
        }
        while (parts.Status == RunStatus.Stopped);

        // Within epochs, and at the end of one.
        Assert.Equal([4, 4, 4, 4, 2], jobs);
        Assert.Equal((RunStatus.Completed, null), (parts.Status, parts.StopReason));
        Assert.Equal(whole.Epochs.Select(Numbers), parts.Epochs.Select(Numbers));
        string[] files = [.. Files(whole)];
        Assert.Equal(files, Files(parts));
        Assert.True(files.Length > 3);
        Assert.All(files, file => Assert.Equal(Values(whole, file), Values(parts, file)));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(1.5, 2)]
    [InlineData(6, 6)]
    public void TheTimeIsCheckedAfterEachStep(double seconds, int steps)
    {
        TrainingRun run = Train("run", TimeSpan.FromSeconds(seconds), out int done);
        Assert.Equal(steps, done);
        Assert.Equal(RunStatus.Stopped, run.Status);
        Assert.True(run.HasState);
        Assert.Contains($"Stopped after {TimeSpan.FromSeconds(seconds)} of training, by MaxDuration.", run.StopReason);
        Assert.Contains("-Resume", run.StopReason);

        // An epoch that is trained is validated.
        Assert.Equal(steps / 6, run.EpochCount);
    }

    [Fact]
    public void ARunThatIsOverInTimeIsCompleted()
    {
        TrainingRun run = Train("run", TimeSpan.FromSeconds(18), out int steps);
        Assert.Equal((RunStatus.Completed, 18), (run.Status, steps));
    }

    [Fact]
    public void ATimeTooShortToBeMeantIsAnError()
    {
        string message = Assert.Throws<TrainingException>(() => Train("run", new TimeSpan(30), out _)).Message;
        Assert.Contains("00:30:00 for half an hour", message);
        Assert.Throws<TrainingException>(() => Train("run", TimeSpan.FromSeconds(-1), out _));
        Assert.False(Directory.Exists(Path.Combine(_root, "run")));
    }

    private static (int, double, double, double?, double?, double, bool) Numbers(EpochResult e) =>
        (e.Epoch, e.TrainLoss, e.TrainTop1, e.ValidationLoss, e.ValidationTop1, e.LearningRate, e.IsBest);

    private static IEnumerable<string> Files(TrainingRun run) => Directory.GetFiles(run.Path, "*.safetensors")
        .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private static Dictionary<string, int[]> Values(TrainingRun run, string name)
    {
        using var file = SafetensorsFile.Open(Path.Combine(run.Path, name));
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            float[] values = new float[tensor.Count];
            file.Read(tensor.Name, values);
            return values.Select(BitConverter.SingleToInt32Bits).ToArray();
        });
    }

    private TrainingRun Train(string name, TimeSpan? duration, out int steps)
    {
        var clock = new StepClock();
        TrainingRun run = Trainer.Train(_dataset, new()
        {
            Recipe = _recipe,
            RunPath = Path.Combine(_root, name),
            Seed = 1,
            Threads = 1,
            Resume = true,
            MaxDuration = duration,
            Clock = clock,
        }, clock);
        steps = clock.Steps;
        return run;
    }

    /// <summary>A second has passed after each step.</summary>
    private sealed class StepClock : TimeProvider, ITrainingObserver
    {
        public int Steps { get; private set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Steps;

        public void OnStep(TrainingProgress progress) => Steps++;

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
