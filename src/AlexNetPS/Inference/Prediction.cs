using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference;

/// <summary>Predicted classes of an image.</summary>
public sealed class Prediction
{
    private readonly int? _actualIndex;

    internal Prediction(string path, IReadOnlyList<ClassProbability> top, string? actualLabel, int? actualIndex)
    {
        _actualIndex = actualIndex;
        Path = path;
        Top = top.ToReadable();
        ActualLabel = actualLabel;
    }

    /// <summary>Full path of the image, or "archive#position" for an image inside one.</summary>
    public string Path { get; }

    /// <summary>File name of the image.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Name of the predicted class, the most probable one.</summary>
    public string Label => Top[0].Label;

    /// <summary>Index of the predicted class in the model.</summary>
    public int LabelIndex => Top[0].Index;

    /// <summary>Probability of the predicted class, 0 to 1.</summary>
    public float Probability => Top[0].Probability;

    /// <summary>
    /// Uncertainty, 0 to 1: (1 - p1) K / (K - 1), with the highest probability p1 of the K classes of the model.
    /// </summary>
    public double LeastConfidence => Uncertainty.LeastConfidence;

    /// <summary>Uncertainty, 0 to 1: 1 - (p1 - p2), with the two highest probabilities.</summary>
    public double Margin => Uncertainty.Margin;

    /// <summary>
    /// Uncertainty, 0 to 1: the entropy of the probabilities of all classes, also those not in <see cref="Top"/>,
    /// divided by log K.
    /// </summary>
    public double Entropy => Uncertainty.Entropy;

    /// <summary>The most probable classes, by descending probability.</summary>
    public IReadOnlyList<ClassProbability> Top { get; }

    /// <summary>Actual class in the dataset, by its name in the model if the model has it; null for a file.</summary>
    public string? ActualLabel { get; }

    /// <summary>Whether the predicted class is the actual one; null for a file.</summary>
    public bool? IsCorrect => ActualLabel is null ? null : _actualIndex == LabelIndex;

    /// <summary>
    /// Cross-entropy loss, -log(probability of the actual class); null without an actual class in the model.
    /// </summary>
    public double? Loss { get; internal init; }

    /// <summary>
    /// Number of the fold whose image it is, from 1; null for a file, and for a dataset that is no fold.
    /// </summary>
    public int? Fold { get; internal init; }

    /// <summary>Name of the model, or of all models whose probabilities were averaged.</summary>
    public string Model { get; internal init; } = "";

    /// <summary>Path of the model's file; null for a model without one, and for an average.</summary>
    public string? ModelPath { get; internal init; }

    internal Uncertainty Uncertainty { get; init; }

    /// <summary>Returns a copy: what PowerShell adds to an object, it adds to all references to it.</summary>
    public Prediction Copy() => (Prediction)MemberwiseClone();

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{FileName}: {string.Join(", ", Top)}");
}

/// <summary>Probability of a class.</summary>
/// <param name="Rank">Rank by probability, from 1.</param>
/// <param name="Label">Class name.</param>
/// <param name="Index">Index of the class in the model.</param>
/// <param name="Probability">Probability, 0 to 1; those of all classes sum to 1.</param>
public sealed record ClassProbability(int Rank, string Label, int Index, float Probability)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Label} {Probability * 100:0.0} %");
}
