using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Judges a model: top-1, top-5, loss, precision and recall of every class, confusion
/// matrix.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "AlexNetModel")]
[OutputType(typeof(Evaluation))]
public sealed class MeasureAlexNetModelCommand : AlexNetCmdlet
{
    private DatasetSplit? _images;

    /// <summary>
    /// <para type="description">A model, a training run (its best model), or the path of either. Several given at once
    /// are judged together, by the average of their probabilities; several from the pipeline one by one.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ModelReferences]
    [ValidateNotNullOrEmpty]
    public ModelReference[] Model { get; set; } = [];

    /// <summary>
    /// <para type="description">A dataset, one of its splits, or the path of a prepared store.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 1)]
    [DatasetReference]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    /// <summary>
    /// <para type="description">Which split of the dataset; Validation unless told.</para>
    /// </summary>
    [Parameter]
    public SplitName Split { get; set; } = SplitName.Validation;

    /// <summary>
    /// <para type="description">Views of each image that are looked at, in place of the recipe's: Center, Flip, Five or
    /// Ten.</para>
    /// </summary>
    [Parameter]
    public EvaluationCrops Crops { get; set; }

    /// <summary>
    /// <para type="description">Images that go through the network at once.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 4096)]
    public int BatchSize { get; set; } = new EvaluationOptions().BatchSize;

    /// <summary>
    /// <para type="description">Values of k for the top-k accuracies of the property TopK.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ValidateNotNullOrEmpty]
    public int[] TopK { get; set; } = [.. new EvaluationOptions().TopK];

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
    protected override void Begin()
    {
        DatasetReference located = References.Locate(Dataset, new PathResolver(this));
        DatasetSplit split = Run(_ => References.OpenSplit(located, Split));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Split)) && split.Name != Split)
        {
            throw new ErrorRecordException(Failure.Record("SplitContradiction", ErrorCategory.InvalidArgument,
                $"-Dataset is the {split.Name} split, and -Split asks for {Split}.", split,
                "Give the dataset, or leave out -Split."));
        }

        if (split.Count == 0)
        {
            throw new ErrorRecordException(Failure.Record("SplitEmpty", ErrorCategory.InvalidArgument,
                $"The {split.Name} split of {split.Dataset.Name} has no images.", split,
                $"The dataset is {split.Dataset}."));
        }

        _images = split;
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        try
        {
            WriteObject(Measure(References.Locate(Model, new PathResolver(this)), _images!));
        }
        catch (ErrorRecordException e)
        {
            WriteError(e.ErrorRecord);
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, Model.Length == 1 ? Model[0] : Model));
        }
    }

    private Evaluation Measure(ModelReference[] located, DatasetSplit split)
    {
        WriteVerbose($"Measuring {string.Join<ModelReference>(" + ", located)} on the {split}. Device: "
            + $"{DeviceDescription.Of(Device)}.");
        var options =
            new EvaluationOptions { Device = Device, Precision = Precision, BatchSize = BatchSize, TopK = TopK };
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Measuring on {split.Dataset.Name}, {split.Name} split");
        var relay = new Relay<EvaluationProgress>(p => bar.Report(
            $"{p.Done:N0} of {p.Total:N0} images, top-1 {p.Top1:P1}, {p.ImagesPerSecond:N0} a second",
            (double)p.Done / p.Total,
            p.ImagesPerSecond > 0 ? TimeSpan.FromSeconds((p.Total - p.Done) / p.ImagesPerSecond) : null));
        return Run(display, channel =>
        {
            AlexNetModel[] models = References.Open(located, Crops, channel);
            RequireSameClasses(models[0], split.Dataset);
            foreach (AlexNetModel model in models)
            {
                if (model.PreparationWarning(split.Dataset) is string warning)
                    channel.WriteWarning(warning);
            }

            return Evaluator.Evaluate(models, split, options, relay, channel.Stopping);
        });
    }

    private static void RequireSameClasses(AlexNetModel model, ImageNetDataset dataset)
    {
        try
        {
            _ = ClassMapping.Of(model, dataset);
        }
        catch (ArgumentException e)
        {
            throw new ErrorRecordException(
                Failure.Record("ClassesDoNotFit", ErrorCategory.InvalidArgument, e.Message, model,
                "Measure on images of the classes that the model was trained on; the folder names must be the same."));
        }
    }
}
