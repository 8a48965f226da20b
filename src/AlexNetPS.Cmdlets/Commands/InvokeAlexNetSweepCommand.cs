using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Changes;
using AlexNetPS.Training;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Jobs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "AlexNetSweep", DefaultParameterSetName = Piped, SupportsShouldProcess = true)]
[OutputType(typeof(SweepResult), typeof(SweepRun))]
public sealed partial class InvokeAlexNetSweepCommand : RecipeCommand
{
    private const string Page = "Invoke-AlexNetSweep";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Set))]
    [ValidateNotNull]
    public IDictionary Set { get; set; } = new Hashtable();

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    [SeedRanges]
    [ValidateNotNullOrEmpty]
    public ulong[] Seed { get; set; } = [0];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Count))]
    [ValidateRange(1, 10_000)]
    public int Count { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(DrawSeed))]
    public ulong DrawSeed { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Epochs))]
    [ValidateRange(1, 1_000_000)]
    public int Epochs { get; set; }

    [Parameter(Mandatory = true, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(RunPath))]
    [ValidateNotNullOrEmpty]
    public string RunPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Halving))]
    public SwitchParameter Halving { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ReductionFactor))]
    [ValidateRange(2, 1000)]
    public int ReductionFactor { get; set; } = new SuccessiveHalving().ReductionFactor;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinEpochs))]
    [ValidateRange(1, 1_000_000)]
    public int MinEpochs { get; set; } = new SuccessiveHalving().MinimumEpochs;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ThrottleLimit))]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LimitBatches))]
    [ValidateRange(1, int.MaxValue)]
    public int LimitBatches { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dvc))]
    public SwitchParameter Dvc { get; set; }

    private bool Halves => Halving || IsBound(nameof(ReductionFactor)) || IsBound(nameof(MinEpochs));

    /// <inheritdoc/>
    protected override void Process()
    {
        RankGroups.GoAlone();
        RejectCombinations();
        var paths = new PathResolver(this);
        DatasetReference located = References.Locate(Dataset, paths);
        if (TrainsRow)
        {
            TrainRow(located, paths);
            return;
        }

        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        AlexNetModel? initial = start is null ? null : Read(channel => References.Open(start, channel));
        Recipe recipe = WithNetwork(
            References.Open(Recipe, paths, () => References.RecipeOf(initial), WriteWarning), paths);
        if (IsBound(nameof(Epochs)))
            recipe = recipe with { Epochs = Epochs };
        recipe.Validate();
        var plan = SweepPlan.Of(new()
        {
            Recipe = recipe,
            Settings = [.. Settings(paths)],
            Count = IsBound(nameof(Count)) ? Count : null,
            DrawSeed = DrawSeed,
            Seeds = Seed,
            Halving = Halves ? new(ReductionFactor, MinEpochs) : null,
            Path = paths.Full(RunPath),
            InitialModel = initial,
            Device = Device,
            Precision = Precision,
            Convolution = Convolution,
            Threads = Threads,
            ThrottleLimit = ThrottleLimit,
            LimitBatches = IsBound(nameof(LimitBatches)) ? LimitBatches : null,
            Dvc = Dvc,
        }, WriteWarning);
        if (!ShouldProcess(plan.Describe(), $"{plan.Describe()}\nTrain?", Page))
            return;

        // After the settings, because a folder of images may take long to import.
        ImageNetDataset dataset = References.OpenWhole(located, this);
        WriteVerbose(plan.Describe());
        if (Slurm)
            WriteObject(Run(channel => JobArray.Write(dataset, plan, Script, channel.WriteWarning, channel.Stopping)));
        else
            Train(dataset, plan);
    }

    private void Train(ImageNetDataset dataset, SweepPlan plan)
    {
        var display = new ProgressDisplay();
        ProgressBar all = display.Add($"Sweep of {plan.Options.Recipe.Name} on {dataset.Name}");
        bool inLog = new DisplayPreferences(this).ShowsLines;
        SweepResult? result = null;
        try
        {
            if (UsesMachines)
            {
                result = TrainOnMachines(dataset, plan, display, all, inLog);
            }
            else
            {
                WriteVerbose($"Training on {dataset}. Device: {DeviceDescription.Of(Device, Threads)}.");
                int atATime = Math.Min(ThrottleLimit, plan.Runs.Count);
                ProgressBar[] slots = [.. Enumerable.Range(1, atATime)
                    .Select(slot => display.Add($"Run {slot} of {atATime} at a time", all))];
                Run(display, channel => result = Sweep.Run(dataset, plan,
                    new Observer(channel, all, slots, plan.Runs.Count, inLog), channel.Stopping));
            }

            WriteObject(result);
        }
        finally
        {
            if (result is not null)
                WriteIfStopped(() => Ending(result));
        }
    }

    private static string Ending(SweepResult sweep) =>
        $"The sweep of {sweep.Recipe} is {(sweep.IsComplete ? "complete" : "stopped")}: "
            + $"{sweep.Rows.Count(row => row.Status != SweepRunStatus.Stopped):N0} of {sweep.Rows.Count:N0} runs have "
            + $"ended. The same command continues it from '{sweep.Path}'.";

    private IEnumerable<SweepSetting> Settings(PathResolver paths)
    {
        foreach (DictionaryEntry entry in TableOrder.Of(Set))
        {
            string name = $"{entry.Key}";
            JsonNode? values = SettingValue.Of(entry.Value, name, SettingTable.Unwrap);
            if (values is JsonArray list)
                values = new JsonArray([.. list.Select(value => SettingTable.Located(name, value, paths))]);
            yield return SweepSetting.Parse(name, SettingTable.Located(name, values, paths));
        }
    }

    /// <summary>Shows the reports of all runs in progress bars and streams.</summary>
    private sealed class Observer(WorkerChannel channel, ProgressBar all, ProgressBar[] slots, int runs, bool inLog)
        : ISweepObserver
    {
        private readonly HashSet<string> _ended = [];
        private readonly DateTime _begun = DateTime.UtcNow;
        private long _before = -1;

        // A run on another machine is shown by its machine.
        public ITrainingObserver? OnStarted(PlannedRun run, int slot) =>
            slot < slots.Length ? new RunObserver(channel, slots[slot], run, inLog: null) : null;

        public void OnEnded(SweepRun run)
        {
            lock (_ended)
            {
                // A run that waits for a comparison has not ended.
                if (run.Status != SweepRunStatus.Stopped)
                    _ended.Add(run.Folder);
            }

            channel.WriteVerbose($"{run}.");
            channel.WriteInformation(new TrainingRecord(run, $"{run}", Page,
                inLog && run.Status != SweepRunStatus.Stopped, TrainingRecord.Sweep));
            if (run.Status == SweepRunStatus.Failed)
                channel.WriteError(Error(run));
        }

        public static ErrorRecord Error(SweepRun run) => Failure.Record("SweepRunFailed", ErrorCategory.OperationStopped,
            $"Run {run.Folder} of the sweep ({run.Settings}, seed {run.Seed}) failed: {run.Reason}", run.Path,
            "The other runs continue. The same command tries it again, unless its loss was not finite.");

        public void OnEpochs(long done, long planned)
        {
            // Epochs that were there before took no time.
            if (_before < 0)
                _before = done;
            TimeSpan? remaining = done > _before
                ? (DateTime.UtcNow - _begun) / (done - _before) * (planned - done)
                : null;
            int ended;
            lock (_ended)
                ended = _ended.Count;
            all.Report($"{ended:N0} of {runs:N0} runs, {done:N0} of {planned:N0} epochs", (double)done / planned,
                remaining);
        }

        public void OnWarning(string message) => channel.WriteWarning(message);

        public void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned) =>
            channel.WriteVerbose($"After epoch {epochs}: {kept.Count} settings go on ({string.Join("; ", kept)}), "
                + $"{pruned.Count} are pruned ({string.Join("; ", pruned)}).");
    }

    /// <param name="channel">The pipeline.</param>
    /// <param name="bar">Shows the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="inLog">Whether the host shows a line for each epoch; null reports none.</param>
    private sealed class RunObserver(WorkerChannel channel, ProgressBar bar, PlannedRun run, bool? inLog)
        : ITrainingObserver
    {
        public void OnStep(TrainingProgress p)
        {
            double done = p.Steps > 0 ? (double)p.Step / p.Steps : 0;
            bar.Report(string.Create(CultureInfo.CurrentCulture, $"{run.Folder}, epoch {p.Epoch:N0} of {p.Epochs:N0}, "
                + $"step {p.Step:N0} of {p.Steps:N0}: loss {LossDisplay.Of(p.Loss)}, top-1 {p.Top1:P1}"),
                (p.Epoch - 1 + done) / p.Epochs, null);
        }

        public void OnEpoch(EpochResult epoch)
        {
            if (inLog is bool shown)
            {
                channel.WriteInformation(new TrainingRecord(epoch,
                    EpochLine.Of(epoch, run.Setting.Recipe.Epochs, null), Page, shown, TrainingRecord.Epoch));
            }
        }

        // The sweep reports each warning once.
        public void OnWarning(string message) => channel.WriteWarning(message);

        public void OnNote(string message) => channel.WriteVerbose($"{run.Folder}: {message}");
    }
}
