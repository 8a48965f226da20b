namespace AlexNetPS.Inference.Neighbors;

/// <summary>An image that is like another.</summary>
/// <param name="QueryPath">Full path of the image that was looked for.</param>
/// <param name="QueryLabel">Its class, where the dataset or the embedding gives one.</param>
/// <param name="Rank">From 1, the nearest.</param>
/// <param name="Path">Full path of the neighbor, as the embedding has it.</param>
/// <param name="Label">The neighbor's class; null where none is known.</param>
/// <param name="Distance">How far the two are apart, by <paramref name="Metric"/>.</param>
/// <param name="Metric">What the distance means.</param>
public sealed record SimilarImage(string QueryPath, string? QueryLabel, int Rank, string Path, string? Label,
    double Distance, DistanceMetric Metric)
{
    /// <summary>Name of the neighbor's file.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Rank}. {FileName}: {Distance:0.0000}");
}
