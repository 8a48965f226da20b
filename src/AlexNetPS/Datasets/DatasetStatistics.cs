using System.Text.Json.Serialization;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Pixel statistics of the training split as prepared (before the JPEG encoding of shards), scaled to 0..1, in the
/// order red, green, blue (one value for gray).
/// </summary>
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
    /// <inheritdoc cref="DatasetStatistics" path="/param[@name='Mean']"/>
    public IReadOnlyList<double> Mean { get; init => field = value.ToReadable(); } = Mean.ToReadable();

    /// <inheritdoc cref="DatasetStatistics" path="/param[@name='StandardDeviation']"/>
    public IReadOnlyList<double> StandardDeviation { get; init => field = value.ToReadable(); } =
        StandardDeviation.ToReadable();

    /// <inheritdoc cref="DatasetStatistics" path="/param[@name='Eigenvalues']"/>
    public IReadOnlyList<double> Eigenvalues { get; init => field = value.ToReadable(); } = Eigenvalues.ToReadable();

    /// <inheritdoc cref="DatasetStatistics" path="/param[@name='Eigenvectors']"/>
    public IReadOnlyList<IReadOnlyList<double>> Eigenvectors { get; init => field = value.ToReadableLists(); } =
        Eigenvectors.ToReadableLists();

    // Declared here to keep its place in the file.
    /// <inheritdoc cref="DatasetStatistics" path="/param[@name='Pixels']"/>
    public long Pixels { get; init; } = Pixels;

    /// <summary>
    /// A channel with a smaller standard deviation counts as constant. The value is 1/40 of an 8-bit step: dividing by
    /// it would only amplify rounding errors.
    /// </summary>
    internal const double SmallestDeviation = 1e-4;

    private static readonly string[] _colors = ["red", "green", "blue"];

    /// <summary>Divisors for normalization: the standard deviations, and 1 for a constant channel.</summary>
    [JsonIgnore]
    internal IReadOnlyList<double> Divisors =>
        StandardDeviation.Select(deviation => deviation < SmallestDeviation ? 1 : deviation).ToArray();

    /// <summary>Returns which value is missing or of another size; null for none.</summary>
    internal string? Problem(int channels) =>
        Mean?.Count != channels ? $"statistics.mean has no {channels} values"
        : StandardDeviation?.Count != channels ? $"statistics.standardDeviation has no {channels} values"
        : Eigenvalues?.Count != channels ? $"statistics.eigenvalues has no {channels} values"
        : Eigenvectors?.Count != channels || Eigenvectors.Any(vector => vector?.Count != channels)
            ? $"statistics.eigenvectors has no {channels} vectors of {channels} values"
        : Eigenvectors.SelectMany(vector => vector).Concat(Mean).Concat(StandardDeviation).Concat(Eigenvalues)
            .Any(value => !double.IsFinite(value)) ? "statistics has a value that is not a finite number"
        : null;

    /// <summary>
    /// Warning that names the channels with one value in all training images; null if there are none.
    /// </summary>
    [JsonIgnore]
    internal string? ConstantChannelWarning
    {
        get
        {
            string[] constant =
                [.. Enumerable.Range(0, StandardDeviation.Count).Where(i => StandardDeviation[i] < SmallestDeviation)
                .Select(i => StandardDeviation.Count == 1 ? "gray" : _colors[i])];
            return constant.Length == 0 ? null
                : $"The training images are constant in the {string.Join(" and ", constant)} "
                    + $"channel{(constant.Length == 1 ? "" : "s")}: a standard deviation of 1 is used.";
        }
    }

    /// <summary>Per-pixel mean of the central squares of the training images; null if the store has none.</summary>
    [JsonIgnore]
    public MeanImage? MeanImage
    {
        get => field ?? Averaging?.Run(null, CancellationToken.None);
        init;
    }

    /// <summary>Computes the mean image when it is needed; null if it is known, or there is none.</summary>
    internal MeanAveraging? Averaging { get; init; }

    /// <summary>Sizes of the images in their files, all splits; null if they are unknown.</summary>
    public SizeHistogram? Sizes { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"mean {Mean}, standard deviation {StandardDeviation} of {ReadableText.Of(Pixels)} pixels";

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
            {
                covariance[i, j] = IsConstant(i) || IsConstant(j)
                    ? 0
                    : products[i, j] / pixels / (255.0 * 255.0) - mean[i] * mean[j];
            }
        }

        (double[] values, double[][] vectors) = SymmetricEigen.Decompose(covariance);
        double[] deviation = [.. Enumerable.Range(0, channels).Select(i => Math.Sqrt(Math.Max(0, covariance[i, i])))];
        return new DatasetStatistics(mean, deviation, values, vectors, moments.Pixels);

        // In integers: in floating point, a constant channel has a deviation of about 1e-9.
        bool IsConstant(int channel) =>
            (Int128)products[channel, channel] * (long)pixels == (Int128)(long)sums[channel] * (long)sums[channel];
    }
}
