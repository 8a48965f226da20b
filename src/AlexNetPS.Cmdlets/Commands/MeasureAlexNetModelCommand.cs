using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Folds;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "AlexNetModel", DefaultParameterSetName = OfModels)]
[OutputType(typeof(Evaluation), typeof(FoldSummary))]
public sealed partial class MeasureAlexNetModelCommand : ComputeCommand
{
    private const string Page = "Measure-AlexNetModel", OfModels = "Model", OfDatasets = "Dataset";

    private readonly List<ModelReference> _ensemble = [];
    private DatasetSplit? _images;

    // With a dataset at position 0 the models come from the pipeline, and with a model there the datasets.
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfDatasets,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfFolds,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReferences]
    [ValidateNotNullOrEmpty]
    public ModelReference[] Model { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfDatasets,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(ParameterSetName = OfFolds, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    [Parameter(ParameterSetName = OfDatasets, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    public SplitName Split { get; set; } = SplitName.Validation;

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Ensemble))]
    [Parameter(ParameterSetName = OfDatasets, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Ensemble))]
    public SwitchParameter Ensemble { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Crops))]
    public EvaluationCrops Crops { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BatchSize))]
    [ValidateRange(1, 4096)]
    public int BatchSize { get; set; } = new EvaluationOptions().BatchSize;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TopK))]
    [ValidateRange(1, int.MaxValue)]
    [ValidateNotNullOrEmpty]
    public int[] TopK { get; set; } = [.. new EvaluationOptions().TopK];

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Otherwise each input is a dataset.
        if (IsBound(nameof(Dataset)) && ParameterSetName != OfFolds)
            _images = Open(Dataset);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == OfFolds)
        {
            MeasureFolds();
            return;
        }

        if (Ensemble && _images is not null)
        {
            _ensemble.AddRange(Model);
            return;
        }

        OrError(Dataset, () =>
        {
            DatasetSplit images = _images ?? Open(Dataset);
            foreach (ModelReference[] together in Ensemble ? [Model] : Model.Select(model => new[] { model }))
                Write(together, images);
        });
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_ensemble.Count > 0)
            Write([.. _ensemble], _images!);
        WriteSummaries();
    }

    private DatasetSplit Open(DatasetReference dataset)
    {
        DatasetSplit split =
            References.OpenSplit(References.Locate(dataset, new PathResolver(this)), Split, this);
        if (IsBound(nameof(Split)) && split.Name != Split)
        {
            throw new ErrorRecordException(Failure.Record("SplitContradiction", ErrorCategory.InvalidArgument,
                $"-Dataset is the {split.Name} split, but -Split is {Split}.", split,
                "Pass the whole dataset, or omit -Split."));
        }

        if (split.Count == 0)
        {
            throw new ErrorRecordException(Failure.Record("SplitEmpty", ErrorCategory.InvalidArgument,
                $"The {split.Name} split of {split.Dataset.Name} has no images.", split,
                $"The dataset is {split.Dataset}."));
        }

        return split;
    }

    private void Write(ModelReference[] models, DatasetSplit images) =>
        OrError(models.Length == 1 ? models[0] : models,
            () =>
            {
                ModelReference[] located = References.Locate(models, new PathResolver(this));
                Evaluation evaluation = Measure(located, images);
                WriteObject(evaluation);
                if (located is [{ } one] && RunOf(one) is { Fold: not null } run)
                    Remember(run, images, evaluation);
            });

    // One model or dataset that fails does not end the others.
    private void OrError(object target, Action step)
    {
        try
        {
            step();
        }
        catch (ErrorRecordException e)
        {
            WriteError(e.ErrorRecord);
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, target));
        }
    }

    private Evaluation Measure(ModelReference[] located, DatasetSplit split)
    {
        WriteVerbose($"Evaluating {string.Join<ModelReference>(" + ", located)} on the {split}. Device: "
            + $"{DeviceDescription.Of(Device, Threads)}.");
        var options = new EvaluationOptions
        {
            Device = Device,
            Precision = Precision,
            BatchSize = BatchSize,
            Threads = Threads,
            TopK = TopK,
        };
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Evaluating on {split.Dataset.Name}, {split.Name} split");
        var relay = new Relay<EvaluationProgress>(p => bar.Report(
            $"{p.Done:N0} of {p.Total:N0} images, top-1 {p.Top1:P1}, {p.ImagesPerSecond:N0} a second",
            (double)p.Done / p.Total,
            p.ImagesPerSecond > 0 ? TimeSpan.FromSeconds((p.Total - p.Done) / p.ImagesPerSecond) : null));
        return Read(display, channel =>
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
                "Use images of the classes that the model was trained on; the folder names must be the same."));
        }
    }
}
