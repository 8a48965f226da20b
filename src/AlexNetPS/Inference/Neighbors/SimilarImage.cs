using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>A nearest neighbor of an image.</summary>
/// <param name="QueryPath">Full path of the query image.</param>
/// <param name="QueryLabel">Class of the query image; null if unknown.</param>
/// <param name="Rank">Rank by distance, from 1.</param>
/// <param name="Path">Full path of the neighbor, as stored with its embedding.</param>
/// <param name="Label">Class of the neighbor; null if unknown.</param>
/// <param name="Distance">Distance of the embeddings by <paramref name="Metric"/>.</param>
/// <param name="Metric">Distance metric.</param>
public sealed record SimilarImage(string QueryPath, string? QueryLabel, int Rank, string Path, string? Label,
    double Distance, DistanceMetric Metric)
{
    /// <summary>File name of the neighbor.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Rank}. {FileName}: {LossText.Of(Distance)}");
}
