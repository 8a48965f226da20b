using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "AlexNetTraining", DefaultParameterSetName = Piped)]
[OutputType(typeof(TrainingRun))]
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

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Resume))]
    public SwitchParameter Resume { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
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
        var paths = new PathResolver(this);
        DatasetReference located = References.Locate(Dataset, paths);
        // A resumed run keeps its recipe and seed; the trainer rejects others.
        TrainingRun? previous = Resume ? Previous(paths.Full(RunPath!)) : null;
        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        AlexNetModel? initial = start is null ? null : Run(channel => References.Open(start, channel));
        Recipe recipe = Override((Recipe, previous, initial) switch
        {
            (null, not null, _) => previous.Recipe,
            (null, null, not null) => initial.Recipe with { Architecture = new(initial.Definition) },
            _ => References.Open(Recipe, paths),
        }, paths);
        // After the settings, because a folder of images may take long to import.
        ImageNetDataset dataset = References.OpenWhole(located, this);
        var options = new TrainingOptions
        {
            Recipe = recipe,
            Seed = previous is not null && !IsBound(nameof(Seed)) ? previous.Seed : Seed,
            InitialModel = initial,
            LimitBatches = IsBound(nameof(LimitBatches)) ? LimitBatches : previous?.LimitBatches,
            Device = Device,
            Precision = Precision,
            AutoBatchSize = AutoBatchSize,
            TensorBoard = TensorBoard,
            Given = GivenSettings,
            MaxDuration = IsBound(nameof(MaxDuration)) ? MaxDuration : null,
            Reuse = Reuse,
            Resume = Resume,
            RunPath = paths.Full(RunPath ?? DefaultRunPath(recipe)),
            NumberRunPath = RunPath is null,
        };
        WriteVerbose($"Recipe {recipe.Name}: {recipe.Architecture}, {recipe.Epochs} epochs, batch size "
            + $"{recipe.BatchSize}, learning rate {recipe.Optimizer.LearningRate}, seed {options.Seed}.");
        WriteVerbose($"Training on {dataset}, " + (dataset.StorePath is string store
            ? $"store '{store}'."
            : "without a store: images are decoded on demand."));
        WriteVerbose($"Device: {DeviceDescription.Of(Device)}. Run folder: '{options.RunPath}'.");

        var plain = new PlainProgress(this);
        var display = new ProgressDisplay();
        ProgressBar run = display.Add($"Training {recipe.Name} on {dataset.Name}");
        ProgressBar epoch = display.Add("Epoch", run);
        TrainingRun? trained = null;
        try
        {
            Run(display, channel => trained = Trainer.Train(dataset, options,
                new Observer(channel, run, epoch, recipe.Epochs, plain), channel.Stopping));
            SayWhatWasDone(trained!);
            WriteObject(trained);
        }
        finally
        {
            if (StopToken.IsCancellationRequested && trained is not null)
                SayHowItEnded(trained);
        }
    }

    private static TrainingRun? Previous(string path) => TrainingRun.IsRun(path) ? TrainingRun.Open(path) : null;

    private static string DefaultRunPath(Recipe recipe) =>
        System.IO.Path.Combine(RunFinder.Home,
            string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyyMMdd-HHmmss}-{recipe.Name}"));

    /// <summary>Shows the trainer's reports in progress bars and streams.</summary>
    private sealed class Observer(WorkerChannel channel, ProgressBar run, ProgressBar epoch, int epochs,
        PlainProgress plain) : ITrainingObserver
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
            channel.WriteInformation(Line(result), "AlexNetPS", "Epoch");
            plain.Report(Line(result));
        }

        public void OnWarning(string message) => channel.WriteWarning(message);

        public void OnNote(string message) => channel.WriteVerbose(message);

        private string Line(EpochResult r) =>
            $"Epoch {r.Epoch:N0} of {epochs:N0}: train loss {LossDisplay.Of(r.TrainLoss)}, top-1 {r.TrainTop1:P1}"
            + (r.ValidationTop1 is double top1
                ? $"; validation loss {LossDisplay.Of(r.ValidationLoss!.Value)}, top-1 {top1:P1}"
                : "")
            + (r.ValidationTop5 is double top5 ? $", top-5 {top5:P1}" : "")
            + $"; {r.Seconds:N1} s, {r.ImagesPerSecond:N0} images a second{(r.IsBest ? " (best so far)" : "")}";
    }
}
