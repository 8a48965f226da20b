using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Projections;

/// <summary>An image in two dimensions.</summary>
/// <param name="Path">Full path of the image, or "archive#member" for an image inside one.</param>
/// <param name="Label">Class name; null if the embedding has none.</param>
/// <param name="X">First coordinate, in the unit of the embedding.</param>
/// <param name="Y">Second coordinate.</param>
public sealed record ProjectedImage(string Path, string? Label, double X, double Y)
{
    /// <summary>File name of the image.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public override string ToString() =>
        TerminalText.OfLine(string.Create(CultureInfo.InvariantCulture, $"{FileName}: {X:G6}, {Y:G6}"));
}
