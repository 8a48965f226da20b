using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference;

/// <summary>What a model takes an image for.</summary>
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

    /// <summary>Name of the image's file.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The likeliest class.</summary>
    public string Label => Top[0].Label;

    /// <summary>Index of the likeliest class among the model's classes.</summary>
    public int LabelIndex => Top[0].Index;

    /// <summary>Probability of the likeliest class, 0 to 1.</summary>
    public float Probability => Top[0].Probability;

    /// <summary>The likeliest classes, as many as were asked for.</summary>
    public IReadOnlyList<ClassProbability> Top { get; }

    /// <summary>
    /// The class that the dataset gives, by the model's name for it where the model knows it; null for a file.
    /// </summary>
    public string? ActualLabel { get; }

    /// <summary>Whether the likeliest class is the dataset's; null for a file.</summary>
    public bool? IsCorrect => ActualLabel is null ? null : _actualIndex == LabelIndex;

    /// <inheritdoc/>
    public override string ToString() => $"{FileName}: {string.Join(", ", Top)}";
}

/// <summary>A class and how likely it is.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Label">Class name.</param>
/// <param name="Index">Index among the model's classes.</param>
/// <param name="Probability">0 to 1; all classes sum to 1.</param>
public sealed record ClassProbability(int Rank, string Label, int Index, float Probability)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Label} {Probability * 100:0.0} %");
}
