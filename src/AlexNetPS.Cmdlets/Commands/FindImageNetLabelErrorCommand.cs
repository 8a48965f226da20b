using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Inference.LabelErrors;
using AlexNetPS.Models;
using AlexNetPS.Training;
using AlexNetPS.Training.Folds;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Find, "ImageNetLabelError", DefaultParameterSetName = OfModels)]
[OutputType(typeof(LabelError))]
public sealed class FindImageNetLabelErrorCommand : EvaluationCommand
{
    private const string Page = "Find-ImageNetLabelError";

    private const string OfModels = "Model", OfDatasets = "Dataset", OfFolds = "OutOfFold";

    private readonly List<ModelReference> _models = [];
    private readonly List<TrainingRun> _runs = [];

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
    public DatasetReference? Dataset { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    [Parameter(ParameterSetName = OfDatasets, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    public SplitName Split { get; set; } = SplitName.Validation;

    [Parameter(Mandatory = true, ParameterSetName = OfFolds,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutOfFold))]
    public SwitchParameter OutOfFold { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(By))]
    public LabelScore By { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        switch (ParameterSetName)
        {
            case OfFolds:
                _runs.AddRange(References.Locate(Model, paths).Select(model => References.OpenRun(model, this)));
                break;
            case OfDatasets:
                _models.AddRange(References.Locate(Model, paths));
                break;
            default:
                OrError(Dataset!, () => FindIn(References.Locate(Model, paths)));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (ParameterSetName == OfDatasets)
            FindIn([.. _models]);
        else if (ParameterSetName == OfFolds)
            FindOutOfFold();
    }

    private void FindIn(ModelReference[] located)
    {
        DatasetSplit split = Open(Dataset!, Split);
        foreach (TrainingRun run in located.Select(RunOf).OfType<TrainingRun>())
        {
            int trained = Read(_ => TrainedImages.Count(run, split));
            if (trained > 0)
            {
                WriteWarning($"'{run.Path}' was trained on {trained:N0} of the {split.Count:N0} images of the {split}: "
                    + "it has learned their labels, right and wrong, so that errors among them are missed. Train folds "
                    + "(New-ImageNetFold) and use -OutOfFold.");
            }
        }

        using var search = new LabelErrorSearch();
        Add(search, located, split);
        Write(search);
    }

    private void FindOutOfFold()
    {
        // After the last run: two runs of one fold are rejected before anything is predicted.
        var source = new FoldSource(Dataset is null
            ? null
            : References.OpenWhole(References.Locate(Dataset, new PathResolver(this)), this));
        using var search = new LabelErrorSearch();
        foreach (TrainingRun run in FoldRuns.InOrder(_runs, WriteWarning))
            Add(search, [new ModelReference(run)], Read(channel => source.Open(run, channel.Stopping)).Validation);
        Write(search);
    }

    private void Add(LabelErrorSearch search, ModelReference[] located, DatasetSplit split) =>
        Compute(located, split, $"Predicting {split.Dataset.Name}, {split.Name} split", (models, options, relay, channel) =>
        {
            search.Add(models, split, options, relay, channel.Stopping);
            return true;
        });

    private void Write(LabelErrorSearch search)
    {
        IReadOnlyList<LabelError> errors = Read(channel => search.Find(By, channel.Stopping));
        WriteVerbose($"{errors.Count:N0} of {search.Count:N0} labels are probably wrong.");
        WriteObject(errors, enumerateCollection: true);
    }
}
