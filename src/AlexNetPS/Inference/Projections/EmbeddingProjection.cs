using System.Globalization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference.Neighbors;

namespace AlexNetPS.Inference.Projections;

/// <summary>
/// Embeddings in two dimensions, by principal components: the directions in which the images differ most. The same
/// embeddings give the same coordinates; the largest value of each direction is positive.
/// </summary>
public sealed class EmbeddingProjection
{
    private EmbeddingProjection(FeatureSet set, IReadOnlyList<ProjectedImage> points, IReadOnlyList<double> variance) =>
        (Source, Layer, Length, Points, ExplainedVariance) =
            (TerminalText.OfLine(set.Source), set.Layer, set.Length, points.ToReadable(), variance.ToReadable());

    /// <summary>Source of the embeddings.</summary>
    public string Source { get; }

    /// <summary>Layer of the embeddings; null if the source does not state it.</summary>
    public string? Layer { get; }

    /// <summary>Values per embedding.</summary>
    public int Length { get; }

    /// <summary>Number of images.</summary>
    public int Count => Points.Count;

    /// <summary>
    /// Fraction of the variance of all values along the first and the second direction, 0 to 1.
    /// </summary>
    public IReadOnlyList<double> ExplainedVariance { get; }

    /// <summary>The images, in the order of the embeddings.</summary>
    public IReadOnlyList<ProjectedImage> Points { get; }

    /// <summary>Projects embeddings.</summary>
    /// <param name="set">The embeddings; a mapped file is read a few times and not held.</param>
    /// <param name="threads">Threads; 0 for all processors. The result does not depend on it.</param>
    /// <param name="progress">Called with the fraction of the work that is done, 0 to 1.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    /// <exception cref="FeatureFormatException">A value is no finite number.</exception>
    public static EmbeddingProjection Of(FeatureSet set, int threads = 0, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var components = PrincipalComponents.Of(set, 2, threads, progress, cancellation);
        double[][] coordinates = components.Covariance.Project(components.Vectors);
        return new(set,
            [.. coordinates.Select((at, row) =>
                new ProjectedImage(set.PathOf(row), set.LabelOf(row), At(at, 0), At(at, 1)))],
            [.. Enumerable.Range(0, 2).Select(i =>
                components.TotalVariance > 0 ? At(components.Variances, i) / components.TotalVariance : 0)]);

        static double At(double[] values, int index) => index < values.Length ? values[index] : 0;
    }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(string.Create(CultureInfo.InvariantCulture,
        $"{Layer ?? "Embeddings"} of {Count:N0} images: {(ExplainedVariance[0] + ExplainedVariance[1]) * 100:0.0} % ")
        + "of the variance");
}
