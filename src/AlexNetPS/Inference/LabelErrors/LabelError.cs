using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.LabelErrors;

/// <summary>An image whose given label is probably wrong.</summary>
public sealed record LabelError
{
    /// <summary>Full path of the image, or "archive#member" for an image inside one.</summary>
    public required string Path { get; init; }

    /// <summary>File name of the image.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Class that the dataset gives it.</summary>
    public required string GivenLabel { get; init; }

    /// <summary>Class that it probably is of; by its name in the dataset if the dataset has it.</summary>
    public required string SuggestedLabel { get; init; }

    /// <summary>Probability of the given class, 0 to 1.</summary>
    public required float GivenProbability { get; init; }

    /// <summary>Probability of the suggested class, 0 to 1.</summary>
    public required float SuggestedProbability { get; init; }

    /// <summary>How probably the label is wrong, 0 to 1, by the <see cref="LabelScore"/> that was asked for.</summary>
    public required double Score { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Folder or list of the dataset.</summary>
    public required string SourcePath { get; init; }

    /// <summary>Split of the image.</summary>
    public required SplitName Split { get; init; }

    /// <summary>Number of the fold whose image it is, from 1; null if the dataset is no fold.</summary>
    public int? Fold { get; init; }

    /// <summary>Name of the model, or of all models whose probabilities were averaged.</summary>
    public required string Model { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(string.Create(CultureInfo.InvariantCulture,
        $"{FileName}: given {GivenLabel} ({GivenProbability * 100:0.0} %), probably {SuggestedLabel} ")
        + string.Create(CultureInfo.InvariantCulture, $"({SuggestedProbability * 100:0.0} %)"));
}
