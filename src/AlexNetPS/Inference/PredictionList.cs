using System.Collections;
using AlexNetPS.Datasets;
using AlexNetPS.Models;

namespace AlexNetPS.Inference;

/// <summary>
/// Predictions of the images of an evaluation, in the order of the split, with the five most probable classes. They are
/// kept as numbers, about 90 bytes an image, and made when they are read: each read returns a new object.
/// </summary>
public sealed class PredictionList : IReadOnlyList<Prediction>
{
    private readonly IReadOnlyList<ImageSample> _samples;
    private readonly IReadOnlyList<string> _classes;
    private readonly string _model;
    private readonly string? _modelPath;
    private readonly int? _fold;

    /// <param name="models">The model, or those whose probabilities were averaged.</param>
    /// <param name="split">The images.</param>
    /// <param name="outcomes">One for each image; none if they were not kept.</param>
    internal PredictionList(IReadOnlyList<AlexNetModel> models, DatasetSplit split,
        IReadOnlyList<ImageOutcome> outcomes)
    {
        (_samples, _classes, Outcomes) = (split.Samples, models[0].Classes, outcomes);
        _model = NameOf(models);
        _modelPath = models.Count == 1 ? models[0].Path : null;
        _fold = split.Fold?.Number;
    }

    /// <inheritdoc/>
    public int Count => Outcomes.Count;

    /// <summary>The same in numbers.</summary>
    internal IReadOnlyList<ImageOutcome> Outcomes { get; }

    /// <summary>Prediction of an image by its position in the split.</summary>
    public Prediction this[int index]
    {
        get
        {
            ImageOutcome one = Outcomes[index];
            return new(_samples[index].Path, one.Top.ToProbabilities(_classes), _classes[one.Label], one.Label)
            {
                Fold = _fold,
                Loss = one.Loss,
                Uncertainty = one.Uncertainty,
                Model = _model,
                ModelPath = _modelPath,
            };
        }
    }

    /// <summary>Returns an image by its position in the split.</summary>
    internal ImageSample Sample(int index) => _samples[index];

    /// <summary>Returns the predictions of an evaluation.</summary>
    public static PredictionList Of(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return evaluation.Predictions;
    }

    /// <summary>Name of a model, or of all models of an ensemble.</summary>
    internal static string NameOf(IReadOnlyList<AlexNetModel> models) =>
        string.Join(" + ", models.Select(model => model.Name));

    /// <inheritdoc/>
    public IEnumerator<Prediction> GetEnumerator() =>
        Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count:N0} predictions";
}
