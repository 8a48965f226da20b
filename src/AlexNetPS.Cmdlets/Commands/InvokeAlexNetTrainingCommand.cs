using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "AlexNetTraining", DefaultParameterSetName = Piped, SupportsShouldProcess = true)]
[OutputType(typeof(TrainingRun), typeof(TrainingPreview))]
public sealed partial class InvokeAlexNetTrainingCommand : RecipeCommand
{
    private const string Page = "Invoke-AlexNetTraining";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(AutoBatchSize))]
    public SwitchParameter AutoBatchSize { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(RunPath))]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RunPath { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LimitBatches))]
    [ValidateRange(1, int.MaxValue)]
    public int LimitBatches { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TensorBoard))]
    public TensorBoardDetail TensorBoard { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dvc))]
    public SwitchParameter Dvc { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Resume))]
    public SwitchParameter Resume { get; set; }

    private readonly HashSet<string> _warnings = [];

    /// <inheritdoc/>
    protected override void Begin()
    {
        RunLabels.Check(Name, Tag, Note);
        if (Resume && RunPath is null)
        {
            ThrowTerminatingError(Failure.Record("RunPathRequired", ErrorCategory.InvalidArgument,
                "-Resume needs -RunPath: the folder of the run to resume.", null,
                "Get-AlexNetRun lists the runs and their paths."));
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        IRankGroup? ranks = Connect();
        using var turn = new RankTurn(ranks);
        if (RankGroups.Warning(Distributed) is string warning && _warnings.Add(warning))
            WriteWarning(warning);
        (DatasetReference located, TrainingOptions options) = Together(ranks, () => Prepare(ranks));
        switch (Agreed(ranks, () => Confirm(options)))
        {
            case Answer.Train:
                // After the settings, because a folder of images may take long to import.
                Train(Together(ranks, () => References.OpenWhole(located, this)), options);
                break;
            case Answer.Preview when ranks is null or { Rank: 0 }:
                (ImageNetDataset dataset, bool isPrepared) = References.Preview(located, this);
                WriteObject(Run(_ => TrainingPreview.Of(dataset, options, isPrepared)));
                break;
        }
    }

    private (DatasetReference Located, TrainingOptions Options) Prepare(IRankGroup? ranks)
    {
        var paths = new PathResolver(this);
        DatasetReference located = References.Locate(Dataset, paths);
        // A resumed run keeps its recipe and seed; the trainer rejects others.
        string? given = RunPath is null ? null : FoldPath(paths.Full(RunPath), located.AnyFold);
        TrainingRun? previous = Resume ? Previous(given!) : null;
        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        AlexNetModel? initial = start is null ? null : Read(channel => References.Open(start, channel));
        // All ranks read the same recipe.
        Action<string> warn = ranks is { Rank: > 0 } ? Ignore : WriteWarning;
        Recipe recipe = Override(References.Open(Recipe, paths,
            () => previous?.Recipe ?? References.RecipeOf(initial), warn), paths);
        return (located, WithLabels(new()
        {
            Recipe = recipe,
            Seed = previous is not null && !IsBound(nameof(Seed)) ? previous.Seed : Seed,
            InitialModel = initial,
            LimitBatches = IsBound(nameof(LimitBatches)) ? LimitBatches : previous?.LimitBatches,
            Device = Device,
            Precision = Precision,
            Convolution = Convolution,
            Threads = Threads,
            AutoBatchSize = AutoBatchSize,
            TensorBoard = TensorBoard,
            Dvc = Dvc,
            Given = GivenSettings,
            MaxDuration = IsBound(nameof(MaxDuration)) ? MaxDuration : null,
            Reuse = Reuse,
            Resume = Resume,
            RunPath = given ?? paths.Full(DefaultRunPath(recipe, located.AnyFold)),
            NumberRunPath = RunPath is null,
            Ranks = ranks,
            Parallelism = Parallelism,
            GradientSum = GradientSum,
        }));

        static void Ignore(string warning)
        {
        }
    }

    private void Train(ImageNetDataset dataset, TrainingOptions options)
    {
        if (options.Ranks is { Rank: > 0 })
        {
            Follow(dataset, options);
            return;
        }

        Recipe recipe = options.Recipe;
        WriteVerbose($"Recipe {recipe.Name}: {recipe.Architecture}, {recipe.Epochs} epochs, batch size "
            + $"{recipe.BatchSize}, learning rate {recipe.Optimizer.LearningRate}, seed {options.Seed}.");
        WriteVerbose($"Training on {dataset}, " + (dataset.StorePath is string store
            ? $"store '{store}'."
            : "without a store: images are decoded on demand."));
        WriteVerbose($"Device: {DeviceDescription.Of(Device, Threads)}. Run folder: '{options.RunPath}'.");

        var epochs = new EpochDisplay(this, recipe.Epochs, dataset.Fold);
        var display = new ProgressDisplay();
        ProgressBar run = display.Add($"Training {recipe.Name} on {dataset.Name}"
            + (dataset.Fold is null ? "" : $", {dataset.Fold}"));
        ProgressBar epoch = display.Add("Epoch", run);
        TrainingRun? trained = null;
        using var signals = new StopSignals(StopToken);
        options = options with { StopReason = () => signals.Reason };
        try
        {
            Run(display, channel => trained = Trainer.Train(dataset, options,
                new Observer(channel, run, epoch, epochs, _warnings), signals.Stopping));
            SayWhatWasDone(trained!);
            WriteObject(trained);
        }
        finally
        {
            if (trained is not null)
                WriteIfStopped(() => Ending(trained));
        }
    }

    private TrainingRun? Previous(string path) =>
        TrainingRun.IsRun(path) ? Read(_ => TrainingRun.Open(path)) : null;

    /// <summary>Shows the trainer's reports in progress bars and streams.</summary>
    private sealed class Observer(WorkerChannel channel, ProgressBar run, ProgressBar epoch, EpochDisplay epochs,
        HashSet<string> warnings)
        : ITrainingObserver
    {
        private string _soFar = "";

        public void OnStep(TrainingProgress p)
        {
            double done = p.Steps > 0 ? (double)p.Step / p.Steps : 0;
            run.Report($"Epoch {p.Epoch:N0} of {p.Epochs:N0}{_soFar}", (p.Epoch - 1 + done) / p.Epochs, p.Remaining);
            epoch.Report($"Step {p.Step:N0} of {p.Steps:N0}: loss {LossDisplay.Of(p.Loss)}, top-1 {p.Top1:P1}, "
                + $"{p.ImagesPerSecond:N0} images a second", done, null);
        }

        public void OnEpoch(EpochResult result)
        {
            if (result.ValidationTop1 is double top1)
                _soFar = $", last validation top-1 {top1:P1}";
            epochs.Report(channel, result);
        }

        public void OnCheckpoint(TrainingCheckpoint checkpoint) => epochs.Report(channel, checkpoint);

        // The folds of a dataset have the same.
        public void OnWarning(string message)
        {
            if (warnings.Add(message))
                channel.WriteWarning(message);
        }

        public void OnNote(string message) => channel.WriteVerbose(message);
    }
}
