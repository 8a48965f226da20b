using System.Text.Json.Serialization;

namespace AlexNetPS.Datasets;

/// <summary>Pixel statistics of the training split as prepared (before a shard's JPEG coding), on the scale 0..1, in the order red, green, blue (one value for grey).</summary>
/// <param name="Mean">Channel means.</param>
/// <param name="StandardDeviation">Channel standard deviations.</param>
/// <param name="Eigenvalues">Eigenvalues of the channel covariance, largest first (paper section 4.1).</param>
/// <param name="Eigenvectors">Eigenvectors[i] belongs to Eigenvalues[i]; unit length.</param>
/// <param name="Pixels">Pixels counted.</param>
public sealed record DatasetStatistics(
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> StandardDeviation,
    IReadOnlyList<double> Eigenvalues,
    IReadOnlyList<IReadOnlyList<double>> Eigenvectors,
    long Pixels)
{
    /// <summary>The per-pixel mean of the central squares of the training pictures; null for a store that was made without one.</summary>
    [JsonIgnore]
    public MeanImage? MeanImage { get; init; }

    /// <summary>Sizes of the pictures in their files, of all splits; null for pictures whose sizes are not known.</summary>
    public SizeHistogram? Sizes { get; init; }

    internal static DatasetStatistics From(in ChannelMoments moments, int channels)
    {
        double pixels = Math.Max(1, moments.Pixels);
        double[] sums = [moments.R, moments.G, moments.B];
        long[,] products =
        {
            { moments.RR, moments.RG, moments.RB },
            { moments.RG, moments.GG, moments.GB },
            { moments.RB, moments.GB, moments.BB },
        };
        double[] mean = [.. sums.Take(channels).Select(sum => sum / pixels / 255)];
        double[,] covariance = new double[channels, channels];
        for (int i = 0; i < channels; i++)
        {
            for (int j = 0; j < channels; j++)
                covariance[i, j] = products[i, j] / pixels / (255.0 * 255.0) - mean[i] * mean[j];
        }

        (double[] values, double[][] vectors) = SymmetricEigen.Decompose(covariance);
        double[] deviation = [.. Enumerable.Range(0, channels).Select(i => Math.Sqrt(Math.Max(0, covariance[i, i])))];
        return new DatasetStatistics(mean, deviation, values, vectors, moments.Pixels);
    }
}
