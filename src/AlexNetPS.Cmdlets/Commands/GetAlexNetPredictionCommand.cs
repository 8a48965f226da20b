using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Get, "AlexNetPrediction", DefaultParameterSetName = "Path")]
[OutputType(typeof(Prediction))]
public sealed partial class GetAlexNetPredictionCommand : ImageCommand<Prediction>
{
    private const string Page = "Get-AlexNetPrediction";

    private Classifier? _classifier;

    // Runs of folds may be piped: the images are theirs.
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = BySplit,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfFolds,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReferences]
    [ValidateNotNullOrEmpty]
    public ModelReference[] Model { get; set; } = [];

    [Parameter(ParameterSetName = ByPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Ensemble))]
    [Parameter(ParameterSetName = ByLiteralPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Ensemble))]
    [Parameter(ParameterSetName = BySplit, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Ensemble))]
    public SwitchParameter Ensemble { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Crops))]
    public EvaluationCrops Crops { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Top))]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 5;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _classifier?.Dispose();

    private protected override IReadOnlyList<ModelReference> Models => Model;

    private protected override IReadOnlyList<AlexNetModel> Open(IReadOnlyList<ModelReference> located,
        WorkerChannel channel)
    {
        AlexNetModel[] models = References.Open(located, Crops, channel);
        _classifier?.Dispose();
        _classifier = new Classifier(models, Ensemble, Device, BatchSize, Threads, Precision, Convolution) { Top = Top };
        return models;
    }

    private protected override IEnumerable<Prediction> Add(string file, Action<SkippedFile> onError) =>
        _classifier!.Add(file, onError, StopToken);

    private protected override IEnumerable<Prediction> Flush(Action<SkippedFile> onError) =>
        _classifier!.Flush(onError, StopToken);

    private protected override IEnumerable<Prediction> Take(DatasetSplit split) =>
        _classifier!.Predict(split, Top, StopToken);
}
