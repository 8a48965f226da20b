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

/// <summary>
/// <para type="synopsis">Trains a network on a dataset, as a recipe says.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "AlexNetTraining")]
[OutputType(typeof(TrainingRun))]
public sealed partial class InvokeAlexNetTrainingCommand : RecipeCommand
{
    /// <summary>
    /// <para type="description">What Import-ImageNetFolder gave, or the path of a prepared store.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [DatasetReference]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    /// <summary>
    /// <para type="description">A recipe's name, the path of a recipe file, or a recipe.</para>
    /// </summary>
    [Parameter(Position = 1)]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    [ValidateNotNull]
    public RecipeReference? Recipe { get; set; }

    /// <summary>
    /// <para type="description">Decides initial weights, order, crops and dropout; the same seed gives the same
    /// run.</para>
    /// </summary>
    [Parameter]
    public ulong Seed { get; set; }

    /// <summary>
    /// <para type="description">Where to compute.</para>
    /// </summary>
    [Parameter]
    [DeviceNames]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// <para type="description">Numbers to compute in: Float32; on NVIDIA cards also TF32 and BFloat16. Weights are
    /// kept in float32.</para>
    /// </summary>
    [Parameter]
    public NetworkPrecision Precision { get; set; }

    /// <summary>
    /// <para type="description">Where a batch does not fit into the device's memory, halves it until one does, and
    /// makes as many more of them one update.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter AutoBatchSize { get; set; }

    /// <summary>
    /// <para type="description">Folder of the run; a new one below ./runs unless told.</para>
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RunPath { get; set; }

    /// <summary>
    /// <para type="description">Begins with the weights of a model, a run's best model, or the file of one; where it
    /// does not know all classes of the dataset, the last layer begins anew. Without -Recipe the model's own recipe is
    /// used.</para>
    /// </summary>
    [Parameter]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference? InitialModel { get; set; }

    /// <summary>
    /// <para type="description">Ends every epoch, and every validation, after so many batches: a dry run.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int LimitBatches { get; set; }

    /// <summary>
    /// <para type="description">What the run's folder gets for TensorBoard: curves and histograms, curves alone, or
    /// nothing.</para>
    /// </summary>
    [Parameter]
    public TensorBoardDetail TensorBoard { get; set; }

    /// <summary>
    /// <para type="description">Goes on with the run in RunPath from its last checkpoint.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (Resume && RunPath is null)
        {
            ThrowTerminatingError(Failure.Record("RunPathRequired", ErrorCategory.InvalidArgument,
                "-Resume needs -RunPath: the folder of the run to go on with.", null,
                "Get-AlexNetRun lists the runs and their paths."));
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        DatasetReference located = References.Locate(Dataset, paths);
        ImageNetDataset dataset = Run(_ => References.OpenWhole(located));
        // A resumed run keeps its own recipe and seed; giving others is an error that the trainer explains.
        TrainingRun? previous = Resume ? Previous(paths.Full(RunPath!)) : null;
        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        AlexNetModel? initial = start is null ? null : Run(channel => References.Open(start, channel));
        Recipe recipe = Override((Recipe, previous, initial) switch
        {
            (null, not null, _) => previous.Recipe,
            (null, null, not null) => initial.Recipe with { Architecture = new(initial.Definition) },
            _ => References.Open(Recipe, paths),
        }, paths);
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
            Resume = Resume,
            RunPath = paths.Full(RunPath ?? DefaultRunPath(recipe)),
        };
        WriteVerbose($"Recipe {recipe.Name}: {recipe.Architecture}, {recipe.Epochs} epochs of batches of "
            + $"{recipe.BatchSize}, learning rate {recipe.Optimizer.LearningRate}, seed {options.Seed}.");
        WriteVerbose(
            $"Training on {dataset}{(dataset.StorePath is string store ? $", store '{store}'" : ", without a store: images are decoded as they are needed")}.");
        WriteVerbose($"Device: {DeviceDescription.Of(Device)}. The run's folder is '{options.RunPath}'.");

        var plain = new PlainProgress(this);
        var display = new ProgressDisplay();
        ProgressBar run = display.Add($"Training {recipe.Name} on {dataset.Name}");
        ProgressBar epoch = display.Add("Epoch", run);
        WriteObject(Run(display,
            channel => Trainer.Train(dataset, options, new Observer(channel, run, epoch, recipe.Epochs, plain),
                channel.Stopping)));
    }

    private static TrainingRun? Previous(string path) => File.Exists(System.IO.Path.Combine(path, "run.json"))
        ? TrainingRun.Open(path)
        : null;

    private static string DefaultRunPath(Recipe recipe) =>
        System.IO.Path.Combine("runs",
            string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyyMMdd-HHmmss}-{recipe.Name}"));

    /// <summary>Puts what the trainer reports on the bars and into the streams.</summary>
    private sealed class Observer(WorkerChannel channel, ProgressBar run, ProgressBar epoch, int epochs,
        PlainProgress plain) : ITrainingObserver
    {
        private string _soFar = "";

        public void OnStep(TrainingProgress p)
        {
            double done = p.Steps > 0 ? (double)p.Step / p.Steps : 0;
            run.Report($"Epoch {p.Epoch:N0} of {p.Epochs:N0}{_soFar}", (p.Epoch - 1 + done) / p.Epochs, p.Remaining);
            epoch.Report($"Step {p.Step:N0} of {p.Steps:N0}: loss {Loss(p.Loss)}, top-1 {p.Top1:P1}, "
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

        private static string Loss(double loss) => loss.ToString(loss < 1e6 ? "N4" : "G4", CultureInfo.CurrentCulture);

        private string Line(EpochResult r) =>
            $"Epoch {r.Epoch:N0} of {epochs:N0}: train loss {Loss(r.TrainLoss)}, top-1 {r.TrainTop1:P1}"
            + (r.ValidationTop1 is double top1
                ? $"; validation loss {Loss(r.ValidationLoss!.Value)}, top-1 {top1:P1}"
                : "")
            + (r.ValidationTop5 is double top5 ? $", top-5 {top5:P1}" : "")
            + $"; {r.Seconds:N1} s, {r.ImagesPerSecond:N0} images a second{(r.IsBest ? " (best so far)" : "")}";
    }
}
