using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;
using AlexNetPS.Training.Sweeps;

namespace AlexNetPS.Tests.Training.Sweeps;

public sealed class SweepTests : IDisposable
{
    private const string Rates = """{ "optimizer.learningRate": [0.003, 0.01, 1e-7] }""";

    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(5);

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-sweep").FullName;
    private readonly ImageNetDataset _dataset = DrawnImages.Dataset();

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void TheRunsAreThoseOfSingleTrainingsAndTheGroupsTheirStatistics()
    {
        SweepResult sweep = Sweep.Run(_dataset, Plan("sweep", Rates, seeds: [1, 2], throttle: 2));
        Assert.Equal(6, sweep.Rows.Count);
        Assert.True(sweep.IsComplete);
        Assert.All(sweep.Rows, row =>
        {
            Assert.Equal(SweepRunStatus.Completed, row.Status);
            Assert.Null(row.Reason);
            double rate = new[] { 0.003, 0.01, 1e-7 }[row.Setting - 1];
            TrainingRun single = Trainer.Train(_dataset, new()
            {
                Recipe = TinyRecipe.Create(
                    $$"""{ "type": "Adam", "learningRate": {{rate:R}} }""".Replace("E-07", "e-7"), epochs: 3),
                Seed = row.Seed,
                RunPath = Path.Combine(_root, $"single-{row.Folder}"),
                Threads = 2,
            });
            AssertSame(single, row.Open()!);
            Assert.Equal(single.ValidationTop1, row.ValidationTop1);
            Assert.Equal(single.ValidationLoss, row.ValidationLoss);
            Assert.Equal(single.BestEpoch!.Epoch, row.BestEpoch);
        });

        Assert.Equal([true, false, false], sweep.Groups.Select(group => group.IsBest));
        Assert.All(sweep.Groups, group =>
        {
            double[] top1 = [.. sweep.Rows.Where(row => row.Setting == group.Setting).Select(row => row.ValidationTop1!.Value)];
            double mean = top1.Average(), deviation = Math.Abs(top1[0] - top1[1]) / Math.Sqrt(2);
            Assert.Equal(mean, group.MeanTop1!.Value, 1e-12);
            Assert.Equal(deviation, group.DeviationTop1!.Value, 1e-12);
            // One degree of freedom.
            double half = Math.Tan(Math.PI * 0.475) * deviation / Math.Sqrt(2);
            Assert.Equal(mean - half, group.Top1Interval!.Value.Low, 1e-10);
            Assert.Equal(mean + half, group.Top1Interval!.Value.High, 1e-10);
            Assert.Equal(sweep.Rows.Where(row => row.Setting == group.Setting).MaxBy(row => row.ValidationTop1)!.ValidationTop1,
                TrainingRun.Open(group.Path!).ValidationTop1);
        });
        Assert.Equal(sweep.Groups.OrderByDescending(group => group.MeanTop1).ThenBy(group => group.MeanLoss)
            .Select(group => group.Setting), sweep.Groups.Select(group => group.Setting));
        Assert.Equal(sweep.Best!.Path, sweep.GetBestRun()!.Path);
        Assert.Equal(3, sweep.Groups.Single(group => group.Settings == "learningRate 1E-07").Setting);
        Assert.Contains("6 runs of 3 settings, 2 seeds each", SweepReport.Of(sweep));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AStoppedSweepContinuesToTheSameResult(int throttle)
    {
        SweepResult whole = Sweep.Run(_dataset, Plan("whole", Rates, seeds: [1, 2]));
        using var cancellation = new CancellationTokenSource();
        var stopper = new Recorder { Stop = cancellation, StopAfterSteps = 40 };
        SweepResult stopped = Sweep.Run(_dataset, Plan("parts", Rates, seeds: [1, 2], throttle: throttle), stopper,
            cancellation.Token);
        Assert.False(stopped.IsComplete);
        Assert.Contains("not finished; the same command continues", SweepReport.Of(stopped));
        string[] completed = [.. stopped.Rows.Where(row => row.Status == SweepRunStatus.Completed).Select(row => row.Path)];
        byte[][] files = [.. completed.Select(path => File.ReadAllBytes(Path.Combine(path, TrainingRun.FileName)))];

        SweepResult continued = Sweep.Run(_dataset, Plan("parts", Rates, seeds: [1, 2]));
        Assert.Equal(files, completed.Select(path => File.ReadAllBytes(Path.Combine(path, TrainingRun.FileName))));
        AssertSame(whole, continued);
        // A folder that a killed process has just created, and what it left of runs that were completed.
        Directory.Delete(continued.Rows[2].Path, true);
        Directory.CreateDirectory(continued.Rows[2].Path);
        string[] left = [.. new[] { 0, 1, 2 }.Select(row => Left(continued.Rows[row].Path, "run.json")),
            Left(Path.Combine(_root, "parts"), "sweep.json"), Path.Combine(continued.Rows[1].Path, ".lock")];
        Array.ForEach(left, file => File.WriteAllText(file, "{"));
        AssertSame(whole, Sweep.Run(_dataset, Plan("parts", Rates, seeds: [1, 2])));
        Assert.DoesNotContain(left, File.Exists);

        static string Left(string folder, string name) => Path.Combine(folder, $"{name}.{Guid.NewGuid():N}.tmp");
    }

    [Fact]
    public void TheStateThatAKilledProcessLeftOfACompletedRunGoes()
    {
        SweepPlan plan = Plan("sweep", "{}", epochs: 1);
        TrainingRun kept = Sweep.Run(_dataset, plan).Rows[0].Open()!;
        Assert.True(kept.HasState);
        plan = SweepPlan.Of(plan.Options with
        {
            Path = Path.Combine(_root, "lean"),
            Recipe = plan.Options.Recipe with { Checkpoints = new() },
        });
        TrainingRun lean = Sweep.Run(_dataset, plan).Rows[0].Open()!;
        Assert.False(lean.HasState);
        File.Copy(Path.Combine(kept.Path, "last.safetensors"), Path.Combine(lean.Path, "last.safetensors"));
        SweepRun row = Assert.Single(Sweep.Run(_dataset, plan).Rows);
        Assert.Equal((SweepRunStatus.Completed, 1), (row.Status, row.EpochsDone));
        Assert.False(row.Open()!.HasState);
    }

    [Fact]
    public void AnotherPlanIsRejectedAndNamesWhatDiffers()
    {
        Sweep.Run(_dataset, Plan("sweep", """{ "batchSize": [16] }""", limitBatches: 1));
        Rejected(Plan("sweep", """{ "batchSize": [16, 8] }""", limitBatches: 1), "set.batchSize: [16] in the sweep, [16,8] now");
        Rejected(Plan("sweep", """{ "batchSize": [16] }""", seeds: [3], limitBatches: 1), "seed[0]: 0 in the sweep, 3 now");
        Rejected(Plan("sweep", """{ "batchSize": [16] }"""), "limitBatches: 1 in the sweep, none now");
        Rejected(Plan("sweep", """{ "batchSize": [16] }""", limitBatches: 1, epochs: 4), "recipe.epochs: 3 in the sweep, 4 now");
        Assert.Contains("dataset.train: 96 in the sweep, 93 now", Assert.Throws<TrainingException>(() => Sweep.Run(
            DrawnImages.Dataset(train: 93), Plan("sweep", """{ "batchSize": [16] }""", limitBatches: 1))).Message);
        // The number of runs at a time is no part of the plan.
        Sweep.Run(_dataset, Plan("sweep", """{ "batchSize": [16] }""", limitBatches: 1, throttle: 3));

        File.WriteAllText(Path.Combine(_root, "sweep", "sweep.json"), "{ ");
        Rejected(Plan("sweep", """{ "batchSize": [16] }""", limitBatches: 1), "cannot be read as the plan of a sweep");
        File.WriteAllText(Path.Combine(_root, "sweep", "sweep.json"), """{ "set": {}, "set": {} }""");
        Rejected(Plan("sweep", """{ "batchSize": [16] }""", limitBatches: 1), "cannot be read as the plan of a sweep");
        Directory.CreateDirectory(Path.Combine(_root, "other"));
        File.WriteAllText(Path.Combine(_root, "other", "note.txt"), "");
        Rejected(Plan("other", """{ "batchSize": [16] }"""), "is not empty and contains no sweep");
        Rejected(Plan("new", """{ "batchSize": [16, 97] }"""), "Setting 2 of the sweep (batchSize 97): The batch size 97");
        Assert.False(Directory.Exists(Path.Combine(_root, "new")));

        void Rejected(SweepPlan plan, string about) =>
            Assert.Contains(about, Assert.Throws<TrainingException>(() => Sweep.Run(_dataset, plan)).Message);
    }

    [Fact]
    public void ASweepIsRunByOneProcessAtATime()
    {
        var observer = new Recorder();
        observer.Started += _ => observer.Failure ??= Record.Exception(() => Sweep.Run(_dataset, Plan("sweep", "{}")));
        Sweep.Run(_dataset, Plan("sweep", "{}"), observer);
        Assert.Contains("Another process is running the sweep", Assert.IsType<TrainingException>(observer.Failure).Message);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 30)]
    [InlineData(1, 75)]
    public void HalvingPrunesTheSameSettingsWhateverEndsFirst(int throttle, int stopAfterSteps)
    {
        const string Set = """{ "optimizer.learningRate": [1e-7, 0.003, 1e-6, 0.01], "schedule": ["Cosine"] }""";
        SuccessiveHalving halving = new(2, 1);
        SweepResult whole = Sweep.Run(_dataset, Plan("whole", Set, seeds: [1, 2], epochs: 4, halving: halving));
        Assert.Equal([1, 2, 4], whole.Rungs);
        Assert.Equal([4, 2, 1, 1], whole.Groups.Select(group => group.Epochs));
        Assert.Equal([SweepRunStatus.Completed, SweepRunStatus.Pruned, SweepRunStatus.Pruned, SweepRunStatus.Pruned],
            whole.Groups.Select(group => group.Status));
        Assert.Equal([2, 4], whole.Groups.Take(2).Select(group => group.Setting).Order());
        Assert.Equal("Pruned by the sweep after epoch 1.", whole.Rows[0].Reason);
        Assert.StartsWith(whole.Rows[0].Reason, whole.Rows[0].Open()!.StopReason);
        Assert.True(whole.IsComplete);
        // The schedule of a run that went on is that of an uninterrupted one.
        SweepRun best = whole.Rows.First(row => row.Setting == whole.Best!.Setting);
        AssertSame(Trainer.Train(_dataset, new()
        {
            Recipe = whole.Best!.Recipe,
            Seed = best.Seed,
            RunPath = Path.Combine(_root, "single"),
        }), best.Open()!);

        SweepPlan plan = Plan("parts", Set, seeds: [1, 2], epochs: 4, halving: halving, throttle: throttle);
        if (stopAfterSteps > 0)
        {
            using var cancellation = new CancellationTokenSource();
            Assert.False(Sweep.Run(_dataset, plan, new Recorder { Stop = cancellation, StopAfterSteps = stopAfterSteps },
                cancellation.Token).IsComplete);
        }

        AssertSame(whole, Sweep.Run(_dataset, plan));
        // And again, from the folders alone.
        var observer = new Recorder();
        AssertSame(whole, Sweep.Run(_dataset, plan, observer));
        Assert.Equal(0, observer.Steps);
    }

    [Fact]
    public void ARunThatFailsIsReportedAndPassedOver()
    {
        const string Set = """{ "optimizer.learningRate": [0.003, 1e30, 0.01] }""";
        var observer = new Recorder();
        SweepResult sweep = Sweep.Run(_dataset, Plan("sweep", Set, seeds: [1, 2]), observer);
        Assert.Equal([SweepRunStatus.Completed, SweepRunStatus.Failed, SweepRunStatus.Completed],
            sweep.Rows.Where(row => row.Seed == 1).Select(row => row.Status));
        Assert.Equal(["02-seed1", "02-seed2"], observer.Ended.Where(run => run.Status == SweepRunStatus.Failed)
            .Select(run => run.Folder).Order());
        Assert.Equal(6, observer.Ended.Count);
        Assert.NotNull(sweep.Rows[2].Reason);
        SweepGroup failed = sweep.Groups[^1];
        Assert.Equal((2, 2, (double?)null, null), (failed.Setting, failed.Failed, failed.MeanTop1, failed.Path));
        Assert.Contains("Failed: 02-seed1 (learningRate 1E+30, seed 1): ", SweepReport.Of(sweep));
        Assert.DoesNotContain("settings are", SweepReport.Of(sweep));

        // A loss that was not finite is so again; a run that could not be read may be mended.
        File.WriteAllText(Path.Combine(sweep.Rows[0].Path, TrainingRun.FileName), "{");
        observer = new Recorder();
        SweepResult again = Sweep.Run(_dataset, Plan("sweep", Set, seeds: [1, 2]), observer);
        Assert.Equal(0, observer.Steps);
        Assert.Equal(3, again.Rows.Count(row => row.Status == SweepRunStatus.Failed));
        Assert.Contains("cannot be read as a run", again.Rows[0].Reason);
        Assert.Equal(1, again.Groups.Single(group => group.Setting == 1).Failed);
    }

    [Fact]
    public void WithoutMemoryForTwoRunsTheSecondWaits()
    {
        using var refused = new ManualResetEventSlim();
        var observer = new Recorder();
        // The first run goes on only when the second has been refused.
        observer.Stepped += () => Assert.True(refused.Wait(_guard));
        var engine = new ScarceEngine(refused);
        SweepResult sweep = Sweep.Run(_dataset, Plan("sweep", "{}", seeds: [1, 2], throttle: 2, limitBatches: 1),
            _ => engine, observer, CancellationToken.None);
        Assert.All(sweep.Rows, row => Assert.Equal(SweepRunStatus.Completed, row.Status));
        Assert.Contains("Memory suffices for 1 run at a time", Assert.Single(observer.Warnings,
            warning => warning.StartsWith("Memory", StringComparison.Ordinal)));
        // What is true of every run is said once.
        Assert.Single(observer.Warnings, warning => warning.Contains("validation images", StringComparison.Ordinal));
    }

    [Fact]
    public void TheRunsShareTheThreads()
    {
        var engine = new ScarceEngine(null);
        Sweep.Run(_dataset, SweepPlan.Of(Plan("sweep", "{}", seeds: [1, 2, 3, 4], limitBatches: 1).Options with
        {
            Threads = 8,
            ThrottleLimit = 1,
        }), _ => engine, null, CancellationToken.None);
        Assert.Equal([8, 8, 8, 8], engine.Threads);
        engine = new ScarceEngine(null);
        Sweep.Run(_dataset, SweepPlan.Of(Plan("shared", "{}", seeds: [1, 2, 3, 4], limitBatches: 1).Options with
        {
            Threads = 8,
            ThrottleLimit = 4,
        }), _ => engine, null, CancellationToken.None);
        Assert.Equal(4, engine.Threads.Count);
        Assert.Equal(2, engine.Threads[0]);
        // The last ones have what is free.
        Assert.All(engine.Threads, threads => Assert.InRange(threads, 2, 8));
    }

    private SweepPlan Plan(string folder, string set, ulong[]? seeds = null, int epochs = 3, int throttle = 1,
        SuccessiveHalving? halving = null, int? limitBatches = null) => SweepPlan.Of(new()
        {
            Recipe = TinyRecipe.Create(epochs: epochs),
            Settings = [.. ((JsonObject)JsonNode.Parse(set)!).Select(one => SweepSetting.Parse(one.Key, one.Value))],
            Seeds = seeds ?? [0],
            Path = Path.Combine(_root, folder),
            ThrottleLimit = throttle,
            Halving = halving,
            LimitBatches = limitBatches,
        });

    private static void AssertSame(SweepResult expected, SweepResult actual)
    {
        Assert.True(actual.IsComplete);
        Assert.Equal(expected.Groups.Select(group => (group.Setting, group.Status, group.Epochs, group.Top1, group.Loss)),
            actual.Groups.Select(group => (group.Setting, group.Status, group.Epochs, group.Top1, group.Loss)));
        foreach ((SweepRun one, SweepRun other) in expected.Rows.Zip(actual.Rows))
        {
            Assert.Equal((one.Folder, one.Status, one.EpochsDone), (other.Folder, other.Status, other.EpochsDone));
            AssertSame(one.Open()!, other.Open()!);
        }
    }

    private static void AssertSame(TrainingRun one, TrainingRun other) => Assert.Equal(
        one.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationTop1, epoch.LearningRate)),
        other.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationTop1, epoch.LearningRate)));

    private sealed class Recorder : ISweepObserver, ITrainingObserver
    {
        private readonly Lock _lock = new();
        private int _steps;

        public event Action<PlannedRun>? Started;

        public event Action? Stepped;

        public CancellationTokenSource? Stop { get; init; }

        public int StopAfterSteps { get; init; }

        public Exception? Failure { get; set; }

        public int Steps => _steps;

        public List<SweepRun> Ended { get; } = [];

        public List<string> Warnings { get; } = [];

        public ITrainingObserver? OnStarted(PlannedRun run, int slot)
        {
            Started?.Invoke(run);
            return this;
        }

        public void OnEnded(SweepRun run)
        {
            lock (_lock)
                Ended.Add(run);
        }

        public void OnEpochs(long done, long planned) => Assert.InRange(done, 0, planned);

        public void OnWarning(string message)
        {
            lock (_lock)
                Warnings.Add(message);
        }

        public void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned) =>
            Assert.NotEmpty(kept);

        public void OnStep(TrainingProgress progress)
        {
            if (Interlocked.Increment(ref _steps) == StopAfterSteps)
                Stop?.Cancel();
            Stepped?.Invoke();
        }

        public void OnEpoch(EpochResult epoch)
        {
        }
    }

    /// <summary>The CPU engine, which refuses the second network for lack of memory.</summary>
    private sealed class ScarceEngine(ManualResetEventSlim? refused) : IEngine
    {
        private readonly IEngine _engine = EngineCatalog.ForDevice("cpu");
        private readonly Lock _lock = new();

        public List<int> Threads { get; } = [];

        public string Name => _engine.Name;

        public IReadOnlyList<EngineDevice> Devices => _engine.Devices;

        public INetwork Create(NetworkDefinition definition, NetworkOptions options)
        {
            int number;
            lock (_lock)
            {
                Threads.Add(options.Threads);
                number = Threads.Count;
            }

            if (refused is not null && number == 2)
            {
                refused.Set();
                throw new EngineException("no memory") { BatchSize = options.MaximumBatchSize };
            }

            return _engine.Create(definition, options);
        }
    }
}
