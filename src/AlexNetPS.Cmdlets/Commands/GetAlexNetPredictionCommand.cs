using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Predicts the classes of photos.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "AlexNetPrediction", DefaultParameterSetName = "Path")]
[OutputType(typeof(Prediction))]
public sealed class GetAlexNetPredictionCommand : PictureCommand<Prediction>
{
    private Classifier? _classifier;

    /// <summary>
    /// <para type="description">Classes in each prediction, the likeliest first. 5 unless told, or all where there are fewer.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 5;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _classifier?.Dispose();

    private protected override void Open(AlexNetModel model) => _classifier = new Classifier(model, Device, BatchSize) { Top = Top };

    private protected override IEnumerable<Prediction> Add(string file, Action<SkippedFile> onError) => _classifier!.Add(file, onError, StopToken);

    private protected override IEnumerable<Prediction> Flush(Action<SkippedFile> onError) => _classifier!.Flush(onError, StopToken);

    private protected override IEnumerable<Prediction> Take(DatasetSplit split) => _classifier!.Predict(split, Top, StopToken);
}
