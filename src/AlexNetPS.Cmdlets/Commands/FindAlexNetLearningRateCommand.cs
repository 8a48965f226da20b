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

[Cmdlet(VerbsCommon.Find, "AlexNetLearningRate", DefaultParameterSetName = Piped)]
[OutputType(typeof(LearningRateCurve))]
public sealed class FindAlexNetLearningRateCommand : RecipeCommand
{
    private const string Page = "Find-AlexNetLearningRate";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Minimum))]
    [ValidateRange(1e-12, 1e3)]
    public double Minimum { get; set; } = 1e-6;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Maximum))]
    [ValidateRange(1e-12, 1e3)]
    public double Maximum { get; set; } = 1;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Steps))]
    [ValidateRange(10, 100_000)]
    public int Steps { get; set; } = 100;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BatchSize))]
    [ValidateRange(1, 65_536)]
    public int BatchSize { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        DatasetReference located = References.Locate(Dataset, paths);
        ModelReference? start = InitialModel is null ? null : References.Locate(InitialModel, paths);
        AlexNetModel? initial = start is null ? null : Read(channel => References.Open(start, channel));
        Recipe recipe = WithNetwork(
            References.Open(Recipe, paths, () => References.RecipeOf(initial), WriteWarning), paths);
        ImageNetDataset dataset = References.OpenWhole(located, this);
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
            Convolution = Convolution,
            Given = GivenSettings,
            Threads = Threads,
        };
        WriteVerbose($"Recipe {search.Recipe.Name}: {search.Recipe.Architecture}, batch size "
            + $"{search.Recipe.BatchSize}, {Steps} steps from {Minimum:g2} to {Maximum:g2}, seed {Seed}. Device: "
            + $"{DeviceDescription.Of(Device, Threads)}.");
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Learning rate range test of {recipe.Name}");
        LearningRateCurve curve = Run(display, channel =>
        {
            DateTime begun = DateTime.UtcNow;
            var relay = new Relay<LearningRatePoint>(point => bar.Report(
                $"Step {point.Step:N0} of {Steps:N0}: rate {point.LearningRate:g2}, loss {LossDisplay.Of(point.SmoothedLoss)}",
                (double)point.Step / Steps,
                (DateTime.UtcNow - begun) / point.Step * (Steps - point.Step)));
            return LearningRateFinder.Find(dataset, search, relay, channel.Stopping, new Observer(channel));
        });
        if (curve.Suggestion is null)
        {
            WriteWarning($"The loss did not fall at any rate from {Minimum:g2} to {Maximum:g2}. Use more -Steps or a "
                + "wider range, or check the recipe's initialization.");
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
