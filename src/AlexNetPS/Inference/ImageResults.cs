using System.Collections;
using AlexNetPS.Datasets;

namespace AlexNetPS.Inference;

/// <summary>
/// Results of the images of an evaluation, in the order of the split. They are made of numbers when they are read.
/// </summary>
public sealed class ImageResults : IReadOnlyList<ImageResult>
{
    private readonly IReadOnlyList<ImageSample> _samples;
    private readonly IReadOnlyList<string> _classes;

    internal ImageResults(IReadOnlyList<ImageSample> samples, IReadOnlyList<string> classes,
        IReadOnlyList<ImageOutcome> outcomes) =>
        (_samples, _classes, Outcomes) = (samples, classes, outcomes);

    /// <inheritdoc/>
    public int Count => Outcomes.Count;

    /// <summary>The same in numbers.</summary>
    internal IReadOnlyList<ImageOutcome> Outcomes { get; }

    /// <summary>Result of an image by its position in the split.</summary>
    public ImageResult this[int index]
    {
        get
        {
            ImageOutcome one = Outcomes[index];
            return new(NameOf(_samples[index]), _classes[one.Label], _classes[one.Predicted], one.Probability, one.Loss);
        }
    }

    /// <summary>Returns an image by its position in the split.</summary>
    internal ImageSample Sample(int index) => _samples[index];

    /// <summary>Returns the results of the images of an evaluation.</summary>
    public static ImageResults Of(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return evaluation.Images;
    }

    /// <inheritdoc/>
    public IEnumerator<ImageResult> GetEnumerator() =>
        Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count:N0} images";

    /// <summary>Returns the name of an image that is the same on every machine: its path relative to the dataset, or
    /// class and file name of an image that is in no folder of a dataset.</summary>
    internal static string NameOf(ImageSample sample)
    {
        string path = sample.RelativePath;
        if (Path.IsPathRooted(path))
            path = $"{sample.Label}/{Path.GetFileName(path)}";
        return Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');
    }
}
