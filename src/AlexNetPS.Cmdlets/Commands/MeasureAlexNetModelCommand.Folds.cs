using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Training;
using AlexNetPS.Training.Folds;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Runs of folds: each is evaluated on the images that it has not seen, and all are summarized.</content>
public sealed partial class MeasureAlexNetModelCommand
{
    private const string OfFolds = "OutOfFold";

    private readonly List<(TrainingRun Run, Evaluation Evaluation)> _folds = [];
    private FoldSource? _source;

    [Parameter(Mandatory = true, ParameterSetName = OfFolds,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutOfFold))]
    public SwitchParameter OutOfFold { get; set; }

    private void MeasureFolds()
    {
        var paths = new PathResolver(this);
        _source ??= new FoldSource(IsBound(nameof(Dataset))
            ? References.OpenWhole(References.Locate(Dataset, paths), this)
            : null);
        foreach (ModelReference model in Model)
        {
            OrError(model, () =>
            {
                TrainingRun run = References.OpenRun(References.Locate(model, paths), this);
                DatasetSplit images = Read(channel => _source.Open(run, channel.Stopping)).Validation;
                Evaluation evaluation = Measure([new ModelReference(run)], images, TopK);
                WriteObject(evaluation);
                _folds.Add((run, evaluation));
            });
        }
    }

    private void Remember(TrainingRun run, DatasetSplit images, Evaluation evaluation)
    {
        _folds.Add((run, evaluation));
        if (images.Name != SplitName.Test && images.Fold != run.Fold && images.Dataset.Name == run.Dataset)
        {
            WriteWarning($"{run.Fold} of '{run.Path}' was trained on images of the {images.Name} split of "
                + $"{run.Dataset}: its result is too good. -OutOfFold evaluates each run on the images that it has not seen.");
        }
    }

    private void WriteSummaries()
    {
        foreach (IGrouping<SplitName, (TrainingRun, Evaluation Evaluation)> split in
            _folds.GroupBy(one => one.Evaluation.Split))
        {
            WriteObject(FoldSummary.Of([.. split]), enumerateCollection: true);
        }
    }
}
