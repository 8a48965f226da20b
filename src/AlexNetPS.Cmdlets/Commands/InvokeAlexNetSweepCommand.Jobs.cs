using System.Management.Automation;
using System.Runtime.InteropServices;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Remoting;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Jobs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>A sweep as a Slurm job array, and one run of a sweep that another process has planned.</content>
public sealed partial class InvokeAlexNetSweepCommand
{
    // What the plan of the folder states, for a process that trains one run of it.
    private static readonly string[] _planned = [nameof(Recipe), nameof(Architecture), nameof(Freeze),
        nameof(LearningRateFactor), nameof(Momentum), nameof(Optimizer), nameof(Set), nameof(Seed), nameof(Count),
        nameof(DrawSeed), nameof(Epochs), nameof(Halving), nameof(ReductionFactor), nameof(MinEpochs),
        nameof(ThrottleLimit), nameof(LimitBatches)];

    // At most one of these.
    private static readonly string[] _ways = [nameof(HostName), nameof(Session), nameof(Slurm), nameof(Claim), nameof(Row)];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Slurm))]
    public SwitchParameter Slurm { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Claim))]
    public SwitchParameter Claim { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Row))]
    [ValidateNotNullOrEmpty]
    public string Row { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LastEpoch))]
    [ValidateRange(1, 1_000_000)]
    public int LastEpoch { get; set; }

    private bool TrainsRow => Claim || IsBound(nameof(Row));

    private SlurmScript Script => new()
    {
        PowerShell = PowerShellPath,
        Module = RemoteSweep.ModuleOf(MyInvocation.MyCommand),
        ThrottleLimit = IsBound(nameof(ThrottleLimit)) ? ThrottleLimit : null,
    };

    // Of a PowerShell that runs as a .NET tool or within another program, only the usual name is known.
    private static string PowerShellPath =>
        Environment.ProcessPath is string path && Path.GetFileNameWithoutExtension(path) == "pwsh" ? path : "pwsh";

    private void RejectCombinations()
    {
        string[] ways = [.. _ways.Where(IsBound)];
        if (ways.Length > 1 && !ways.SequenceEqual([nameof(HostName), nameof(Session)]))
            throw Rejected($"-{ways[0]} and -{ways[1]} exclude each other.", ways[1]);
        if (UsesMachines && IsBound(nameof(ThrottleLimit)))
        {
            throw Rejected("-ThrottleLimit is for runs in one process, or of a job array; each machine trains one run at "
                + "a time. Name a machine twice for two runs.", nameof(ThrottleLimit));
        }

        if (IsBound(nameof(LastEpoch)) && !IsBound(nameof(Row)))
            throw Rejected("-LastEpoch is for -Row.", nameof(LastEpoch));
        if (TrainsRow && Array.Find(_planned, IsBound) is string planned)
        {
            throw Rejected($"-{planned} is a part of the plan of the sweep in -RunPath; -{ways[0]} trains a run of it as "
                + "it is planned.", planned);
        }
    }

    private void TrainRow(DatasetReference located, PathResolver paths)
    {
        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        string path = paths.Full(RunPath);
        SweepPlan plan = Read(channel => SweepPlan.Of(
            SweepOptions.Read(path, start is null ? null : References.Open(start, channel)) with
            {
                Device = Device,
                Precision = Precision,
                Convolution = Convolution,
                Threads = Threads,
                Dvc = Dvc,
            }));
        if (!ShouldProcess(Claim ? $"Train the next run of the sweep in '{path}'." : $"Train run {Row} of the sweep in '{path}'.",
            "Train?", Page))
        {
            return;
        }

        ImageNetDataset dataset = References.OpenWhole(located, this);
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Sweep of {plan.Options.Recipe.Name} on {dataset.Name}");
        // The warning of a scheduler before the end of the time: the run is stopped with a checkpoint.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            StopProcessing();
        });
        SweepRun? row = Run(display, channel =>
        {
            var observer = new RowObserver(channel, bar, Claim);
            return Claim
                ? JobArray.TrainNext(dataset, plan, observer, channel.Stopping)
                : Sweep.TrainRun(dataset, plan, Row, IsBound(nameof(LastEpoch)) ? LastEpoch : null, observer,
                    channel.Stopping);
        });
        if (row is null)
        {
            WriteInformation(new TrainingRecord(path, "Every run of the sweep is trained, or claimed by another process.",
                Page, true, TrainingRecord.Sweep));
            return;
        }

        if (row.Status == SweepRunStatus.Failed)
            WriteError(Observer.Error(row));
        WriteObject(row);
    }

    private static ErrorRecordException Rejected(string message, string parameter) =>
        new(Failure.Record("ArgumentInvalid", ErrorCategory.InvalidArgument, message, parameter));

    /// <summary>Shows one run in a progress bar, and each epoch of it on the information stream.</summary>
    private sealed class RowObserver(WorkerChannel channel, ProgressBar bar, bool inLog) : ISweepObserver
    {
        public AlexNetPS.Training.ITrainingObserver? OnStarted(PlannedRun run, int slot) =>
            new RunObserver(channel, bar, run, inLog);

        public void OnEnded(SweepRun run) => channel.WriteVerbose($"{run}.");

        public void OnEpochs(long done, long planned)
        {
        }

        public void OnWarning(string message) => channel.WriteWarning(message);

        public void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned)
        {
        }
    }
}
