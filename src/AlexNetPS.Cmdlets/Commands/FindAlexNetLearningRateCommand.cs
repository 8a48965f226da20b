using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.RangeTest;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Looks for a learning rate: trains a few steps with a rate that grows each time and watches the
/// loss.</para>
/// </summary>
[Cmdlet(VerbsCommon.Find, "AlexNetLearningRate")]
[OutputType(typeof(LearningRateCurve))]
public sealed class FindAlexNetLearningRateCommand : RecipeCommand
{
    /// <summary>
    /// <para type="description">What Import-ImageNetFolder gave, or the path of a prepared store.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [DatasetReference]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    /// <summary>
    /// <para type="description">A recipe's name, the path of a recipe file, or a recipe. Its own learning rate and
    /// schedule are not used.</para>
    /// </summary>
    [Parameter(Position = 1)]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    [ValidateNotNull]
    public RecipeReference? Recipe { get; set; }

    /// <summary>
    /// <para type="description">First rate.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1e-12, 1e3)]
    public double Minimum { get; set; } = 1e-6;

    /// <summary>
    /// <para type="description">Last rate; the test ends earlier where the loss runs away.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1e-12, 1e3)]
    public double Maximum { get; set; } = 1;

    /// <summary>
    /// <para type="description">Steps from the first to the last rate.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(10, 100_000)]
    public int Steps { get; set; } = 100;

    /// <summary>
    /// <para type="description">Images in one step, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 65_536)]
    public int BatchSize { get; set; }

    /// <summary>
    /// <para type="description">Begins with the weights of a model, a run's best model, or the file of one.</para>
    /// </summary>
    [Parameter]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference? InitialModel { get; set; }

    /// <summary>
    /// <para type="description">Decides initial weights, order, crops and dropout.</para>
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

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        DatasetReference located = References.Locate(Dataset, paths);
        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        AlexNetModel? initial = start is null ? null : Run(channel => References.Open(start, channel));
        Recipe recipe = WithNetwork(Recipe is null && initial is not null
            ? initial.Recipe with { Architecture = new(initial.Definition) }
            : References.Open(Recipe, paths), paths);
        var search = new LearningRateSearch
        {
            Recipe = BatchSize > 0 ? recipe with { BatchSize = BatchSize } : recipe,
            Minimum = Minimum,
            Maximum = Maximum,
            Steps = Steps,
            Seed = Seed,
            InitialModel = initial,
            Device = Device,
            Precision = Precision,
        };
        WriteVerbose($"Recipe {search.Recipe.Name}: {search.Recipe.Architecture}, batches of "
            + $"{search.Recipe.BatchSize}, {Steps} steps from {Minimum:g2} to {Maximum:g2}, seed {Seed}. Device: "
            + $"{DeviceDescription.Of(Device)}.");
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Looking for a learning rate for {recipe.Name}");
        LearningRateCurve curve = Run(display, channel =>
        {
            ImageNetDataset dataset = References.OpenWhole(located);
            DateTime begun = DateTime.UtcNow;
            var relay = new Relay<LearningRatePoint>(point => bar.Report(
                $"Step {point.Step:N0} of {Steps:N0}: rate {point.LearningRate:g2}, loss {point.SmoothedLoss:N4}",
                (double)point.Step / Steps,
                (DateTime.UtcNow - begun) / point.Step * (Steps - point.Step)));
            return LearningRateFinder.Find(dataset, search, relay, channel.Stopping, new Observer(channel));
        });
        if (curve.Suggestion is null)
        {
            WriteWarning($"The loss did not fall at any rate from {Minimum:g2} to {Maximum:g2}. Take more -Steps or a "
                + "wider range, or look at the recipe's initialization.");
        }

        WriteObject(curve);
    }

    private sealed class Observer(WorkerChannel channel) : ITrainingObserver
    {
        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message) => channel.WriteWarning(message);

        public void OnNote(string message) => channel.WriteVerbose(message);
    }
}
