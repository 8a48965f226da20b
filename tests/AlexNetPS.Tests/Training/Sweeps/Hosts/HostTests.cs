using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Training;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Hosts;

namespace AlexNetPS.Tests.Training.Sweeps.Hosts;

public sealed class HostTests : IDisposable
{
    private const string Rates = """{ "optimizer.learningRate": [0.003, 0.01, 1e-7] }""";

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-hosts").FullName;
    private readonly ImageNetDataset _dataset = DrawnImages.Dataset();

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SeveralMachinesHaveTheResultOfOneProcess(bool halving)
    {
        SweepResult one = Sweep.Run(_dataset, Plan("one", halving));
        Machine[] machines = [new(_dataset, "a"), new(_dataset, "b"), new(_dataset, "c")];
        var observer = new Recorder();
        SweepResult several = Run(Plan("several", halving), machines, observer);
        AssertSame(one, several);
        Assert.Empty(observer.Lost);
        Assert.Equal(one.Rows.Sum(row => row.EpochsDone), observer.Epochs);
        // The folder alone has the results.
        AssertSame(one, Sweep.Run(_dataset, Plan("several", halving)));
    }

    [Fact]
    public void TheRunOfALostMachineGoesToAnother()
    {
        var lost = new Machine(_dataset, "lost") { LostAtEpoch = 2 };
        // Busy until the other is lost: the run that comes back finds a machine that has waited for it.
        var good = new Machine(_dataset, "good") { Before = () => lost.Ended.Wait() };
        var observer = new Recorder();
        SweepResult result = Run(Plan("sweep"), [lost, good], observer);
        AssertSame(Sweep.Run(_dataset, Plan("one")), result);
        Assert.Equal("lost takes no more runs of the sweep: the cable", Assert.Single(observer.Lost));
        Assert.Equal(result.Rows.Select(row => row.Folder), good.Trained.Order());
        Assert.Single(lost.Trained);
    }

    [Fact]
    public void TheLastRunComesBackToAMachineThatWaits()
    {
        using var idle = new ManualResetEventSlim();
        var lost = new Machine(_dataset, "lost") { Before = idle.Wait, LostAtEpoch = 1 };
        var good = new Machine(_dataset, "good");
        good.After = () =>
        {
            if (good.Trained.Count == 5)
                idle.Set();
        };
        SweepResult result = Run(Plan("sweep"), [lost, good]);
        Assert.True(result.IsComplete);
        Assert.Equal(6, good.Trained.Count);
    }

    [Fact]
    public void WithoutAMachineTheRestIsStoppedAndGoesOnLater()
    {
        var observer = new Recorder();
        Machine[] machines = [new(_dataset, "a") { LostAtEpoch = 2 }, new(_dataset, "b") { LostAtEpoch = 1 }];
        SweepResult result = Run(Plan("sweep"), machines, observer);
        Assert.All(result.Rows, row => Assert.Equal(SweepRunStatus.Stopped, row.Status));
        Assert.Equal(["a", "b"], observer.Lost.Select(warning => warning[..1]).Order());
        AssertSame(Sweep.Run(_dataset, Plan("one")), Sweep.Run(_dataset, Plan("sweep")));
    }

    [Fact]
    public void ARunThatFailsOnOneMachineIsTriedOnASecond()
    {
        const string Unlucky = "02-seed1";
        var bad = new Machine(_dataset, "bad") { Fails = Unlucky };
        var good = new Machine(_dataset, "good") { Before = () => bad.Failed.Wait() };
        var observer = new Recorder();
        Assert.True(Run(Plan("sweep"), [bad, good], observer).Rows.All(row =>
            row.Status == SweepRunStatus.Completed));
        Assert.Empty(observer.Lost);
        Assert.Contains(Unlucky, good.Trained);

        Machine[] both = [new(_dataset, "a") { Fails = Unlucky }, new(_dataset, "b") { Fails = Unlucky }];
        SweepRun failed = Assert.Single(Run(Plan("both"), both).Rows,
            row => row.Status == SweepRunStatus.Failed);
        Assert.Equal((Unlucky, "no room"), (failed.Folder, failed.Reason));
        Assert.Equal([1, 1], both.Select(machine => machine.Trained.Count(run => run == Unlucky)));

        var alone = new Machine(_dataset, "alone") { Fails = Unlucky };
        SweepResult one = Run(Plan("alone"), [alone]);
        Assert.Equal(1, one.Rows.Count(row => row.Status == SweepRunStatus.Failed));
        Assert.Equal(6, alone.Trained.Count);
    }

    [Fact]
    public void ALossThatIsNotFiniteIsTriedOnce()
    {
        Machine[] machines = [new(_dataset, "a"), new(_dataset, "b")];
        SweepResult result = Run(Plan("sweep", set: """{ "optimizer.learningRate": [1e30, 0.01] }"""), machines);
        Assert.Equal([SweepRunStatus.Failed, SweepRunStatus.Failed, SweepRunStatus.Completed, SweepRunStatus.Completed],
            result.Rows.Select(row => row.Status));
        Assert.Equal(4, machines.Sum(machine => machine.Trained.Count));
    }

    [Fact]
    public void StoppedMachinesLeaveCheckpointsAndTheSweepGoesOn()
    {
        using var stop = new CancellationTokenSource();
        Machine[] machines =
        [
            new(_dataset, "a"), new(_dataset, "b"),
            new(_dataset, "off") { Before = () => throw new SweepHostException("it is off") },
        ];
        var observer = new Recorder { OnEpochDone = done => { if (done == 3) stop.Cancel(); } };
        SweepResult stopped = Run(Plan("sweep"), machines, observer, stop.Token);
        Assert.False(stopped.IsComplete);
        AssertSame(Sweep.Run(_dataset, Plan("one")), Run(Plan("sweep"), machines));
    }

    [Fact]
    public void ARunOfASweepIsTrainedAsItIsPlanned()
    {
        SweepResult whole = Sweep.Run(_dataset, Plan("sweep"));
        string path = whole.Rows[3].Path;
        Directory.Delete(path, true);
        SweepPlan read = SweepPlan.Of(SweepOptions.Read(Path.Combine(_root, "sweep")));
        SweepRun begun = Sweep.TrainRun(_dataset, read, "02-seed2", lastEpoch: 1);
        Assert.Equal((SweepRunStatus.Stopped, 1), (begun.Status, begun.EpochsDone));
        Assert.Equal(SweepRunStatus.Completed, Sweep.TrainRun(_dataset, read, "02-seed2").Status);
        AssertSame(whole, Sweep.Run(_dataset, Plan("sweep")));

        Assert.Contains("has no run '09-seed1'; its runs are 01-seed1, ",
            Assert.Throws<TrainingException>(() => Sweep.TrainRun(_dataset, read, "09-seed1")).Message);
        Assert.Contains("dataset.train: 96 in the sweep, 93 now", Assert.Throws<TrainingException>(() =>
            Sweep.TrainRun(DrawnImages.Dataset(train: 93), read, "02-seed2")).Message);
        Assert.Contains("There is no sweep in", Assert.Throws<TrainingException>(() => SweepOptions.Read(_root)).Message);
        File.WriteAllText(Path.Combine(_root, "sweep", "sweep.json"), """{ "formatVersion": 1 }""");
        Assert.Contains("there is no 'recipe'", Assert.Throws<TrainingException>(() =>
            SweepOptions.Read(Path.Combine(_root, "sweep"))).Message);
    }

    [Fact]
    public void TheOptionsOfAPlanAreReadBack()
    {
        SweepOptions options = new()
        {
            Recipe = TinyRecipe.Create(epochs: 9),
            Settings = [.. ((JsonObject)JsonNode.Parse("""
                { "optimizer.learningRate": { "min": 1e-4, "max": 0.1, "scale": "log" },
                  "schedule": ["Cosine", { "type": "Constant" }], "batchSize": { "min": 4, "max": 32 } }
                """)!).Select(one => SweepSetting.Parse(one.Key, one.Value))],
            Count = 5,
            DrawSeed = 18446744073709551615,
            Seeds = [18446744073709551615, 2],
            Halving = new(2, 1),
            LimitBatches = 1,
            Path = Path.Combine(_root, "sweep"),
        };
        SweepPlan plan = SweepPlan.Of(options);
        Sweep.Run(_dataset, plan);
        SweepPlan read = SweepPlan.Of(SweepOptions.Read(options.Path));
        Assert.Equal(plan.Describe(), read.Describe());
        Assert.Equal(plan.Runs.Select(run => run.Setting.Recipe.ToJson()), read.Runs.Select(run => run.Setting.Recipe.ToJson()));
    }

    [Fact]
    public void AFetchedRunReplacesTheFormerOneOrNothingDoes()
    {
        SweepResult sweep = Sweep.Run(_dataset, Plan("sweep"));
        string path = sweep.Rows[0].Path;
        byte[] before = File.ReadAllBytes(Path.Combine(path, TrainingRun.FileName));
        Assert.Throws<TrainingException>(() => FetchedRun.Replace(path, folder =>
            File.WriteAllText(Path.Combine(folder, "metrics.csv"), "")));
        Assert.Throws<InvalidOperationException>(() => FetchedRun.Replace(path, _ => throw new InvalidOperationException()));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(path, TrainingRun.FileName)));
        FetchedRun.Replace(path, folder => File.Copy(Path.Combine(sweep.Rows[1].Path, TrainingRun.FileName),
            Path.Combine(folder, TrainingRun.FileName)));
        Assert.Equal(2UL, TrainingRun.Open(path).Seed);
        Assert.Equal(6, Directory.GetDirectories(Path.Combine(_root, "sweep")).Length);
    }

    private SweepPlan Plan(string folder, bool halving = false, string set = Rates) => SweepPlan.Of(new()
    {
        Recipe = TinyRecipe.Create(epochs: 3),
        Settings = [.. ((JsonObject)JsonNode.Parse(set)!).Select(one => SweepSetting.Parse(one.Key, one.Value))],
        Seeds = [1, 2],
        Path = Path.Combine(_root, folder),
        Halving = halving ? new(2, 1) : null,
        LimitBatches = 3,
    });

    private SweepResult Run(SweepPlan plan, Machine[] machines, ISweepObserver? observer = null,
        CancellationToken cancellation = default)
    {
        Array.ForEach(machines, machine => machine.Folder = plan.Options.Path);
        return Sweep.Run(_dataset, plan, machines, observer, cancellation);
    }

    private static void AssertSame(SweepResult expected, SweepResult actual)
    {
        Assert.True(actual.IsComplete);
        Assert.Equal(expected.Groups.Select(group => (group.Setting, group.Status, group.Epochs, group.Top1, group.Loss)),
            actual.Groups.Select(group => (group.Setting, group.Status, group.Epochs, group.Top1, group.Loss)));
        Assert.Equal(expected.Rows.Select(row => (row.Folder, row.Status, row.EpochsDone, row.TrainLoss)),
            actual.Rows.Select(row => (row.Folder, row.Status, row.EpochsDone, row.TrainLoss)));
    }

    /// <summary>Trains runs as another process would: from the folder of the sweep.</summary>
    private sealed class Machine(ImageNetDataset dataset, string name) : ISweepHost
    {
        private bool _isLost;

        public string Name => name;

        /// <summary>Folder of the sweep.</summary>
        public string? Folder { get; set; }

        public int? LostAtEpoch { get; init; }

        public string? Fails { get; init; }

        public Action? Before { get; init; }

        public Action? After { get; set; }

        public ManualResetEventSlim Ended { get; } = new();

        public ManualResetEventSlim Failed { get; } = new();

        public ConcurrentQueue<string> Trained { get; } = [];

        public void Train(PlannedRun run, int epochs, ISweepHostObserver observer, CancellationToken cancellation)
        {
            Assert.False(_isLost);
            Before?.Invoke();
            Trained.Enqueue(run.Folder);
            if (run.Folder == Fails)
            {
                Failed.Set();
                throw new TrainingException("no room");
            }

            SweepPlan plan = SweepPlan.Of(SweepOptions.Read(Folder!));
            int last = Math.Min(epochs, LostAtEpoch ?? epochs);
            Sweep.TrainRun(dataset, plan, run.Folder, last, new Relay(observer), cancellation);
            if (LostAtEpoch is not null)
            {
                _isLost = true;
                Ended.Set();
                throw new SweepHostException("the cable");
            }

            After?.Invoke();
        }

    }

    private sealed class Relay(ISweepHostObserver observer) : ISweepObserver, ITrainingObserver
    {
        public ITrainingObserver? OnStarted(PlannedRun run, int slot) => this;

        public void OnEnded(SweepRun run)
        {
        }

        public void OnEpochs(long done, long planned)
        {
        }

        public void OnWarning(string message) => observer.OnWarning(message);

        public void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned)
        {
        }

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch) => observer.OnEpoch(epoch.Epoch);
    }

    private sealed class Recorder : ISweepObserver
    {
        private readonly ConcurrentQueue<string> _warnings = [];

        public Action<long>? OnEpochDone { get; init; }

        public long Epochs { get; private set; }

        public IEnumerable<string> Lost => _warnings.Where(warning => warning.Contains("takes no more runs"));

        public ITrainingObserver? OnStarted(PlannedRun run, int slot) => null;

        public void OnEnded(SweepRun run)
        {
        }

        public void OnEpochs(long done, long planned)
        {
            lock (_warnings)
                Epochs = Math.Max(Epochs, done);
            OnEpochDone?.Invoke(done);
        }

        public void OnWarning(string message) => _warnings.Enqueue(message);

        public void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned)
        {
        }
    }
}
