using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Scores;

/// <summary>Scores of one image, each 0 to 1: 1 is without fault. NaN if it could not be read.</summary>
/// <param name="Path">Full path of the file, or "archive#member".</param>
/// <param name="Label">Class name.</param>
/// <param name="Split">Its split.</param>
public sealed record ScoredImage(string Path, string Label, SplitName Split)
{
    /// <summary>Brightness that 99 % of the pixels do not exceed (CleanVision).</summary>
    public double Dark { get; init; }

    /// <summary>1 less the brightness that 95 % of the pixels exceed (CleanVision).</summary>
    public double Light { get; init; }

    /// <summary>Sharpness: 1 less the blur of Crete et al. (2007).</summary>
    public double Blurred { get; init; }

    /// <summary>A tenth of the entropy of the channel values in bits (CleanVision).</summary>
    public double LowInformation { get; init; }

    /// <summary>How usual the size in the file is among those of the dataset (CleanVision).</summary>
    public double OddSize { get; init; }

    /// <summary>Fraction of the image that is not a frame or bars of one color.</summary>
    public double Border { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(Path);
}
