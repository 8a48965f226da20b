using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Training.Folds;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "AlexNetModel", DefaultParameterSetName = OfModels)]
[OutputType(typeof(Evaluation), typeof(FoldSummary))]
public sealed partial class MeasureAlexNetModelCommand : EvaluationCommand
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

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TopK))]
    [ValidateRange(1, int.MaxValue)]
    [ValidateNotNullOrEmpty]
    public int[] TopK { get; set; } = [.. new EvaluationOptions().TopK];

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Otherwise each input is a dataset.
        if (IsBound(nameof(Dataset)) && ParameterSetName != OfFolds)
            _images = Open(Dataset, Split);
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
            DatasetSplit images = _images ?? Open(Dataset, Split);
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

    private void Write(ModelReference[] models, DatasetSplit images) =>
        OrError(models.Length == 1 ? models[0] : models,
            () =>
            {
                ModelReference[] located = References.Locate(models, new PathResolver(this));
                Evaluation evaluation = Measure(located, images, TopK);
                WriteObject(evaluation);
                if (located is [{ } one] && RunOf(one) is { Fold: not null } run)
                    Remember(run, images, evaluation);
            });
}
