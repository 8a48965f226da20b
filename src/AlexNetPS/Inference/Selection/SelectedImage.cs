using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Selection;

/// <summary>An image selected for labeling.</summary>
/// <param name="Rank">Rank in the order of selection, from 1.</param>
/// <param name="Path">Full path.</param>
/// <param name="Score">Its score, 0 to 1.</param>
/// <param name="Distance">
/// Distance of its embedding to the nearest one of known images and of images of lower rank; null without embeddings,
/// and for a first image without known ones.
/// </param>
public sealed record SelectedImage(int Rank, string Path, double Score, double? Distance)
{
    /// <summary>File name.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Rank}. {FileName}");
}
