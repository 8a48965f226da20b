using System.Globalization;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Scores;

/// <summary>Scores of a dataset of one kind of fault.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Threshold">Score below which an image has the fault.</param>
/// <param name="Images">Number of images below it.</param>
/// <param name="Share">Their fraction of the images that could be read, 0 to 1.</param>
/// <param name="Mean">Mean score, 0 to 1; NaN if no image could be read.</param>
/// <param name="Histogram">
/// Number of images in each of 20 ranges of scores, 0 to 0.05, 0.05 to 0.1 and so on; the last includes 1.
/// </param>
public sealed record ScoreSummary(FindingKind Kind, double Threshold, int Images, double Share, double Mean,
    IReadOnlyList<int> Histogram)
{
    private const int Bins = 20;

    /// <inheritdoc cref="ScoreSummary" path="/param[@name='Histogram']"/>
    public IReadOnlyList<int> Histogram { get; init => field = value.ToReadable(); } = Histogram.ToReadable();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kind}: {Images:N0} below {Threshold} ({Share:P1}), mean {Mean:0.###}");

    internal static ScoreSummary Of(ScoreTable table, FindingKind kind, HealthOptions options)
    {
        double[] scores = [.. table[kind].Where(score => !double.IsNaN(score))];
        int[] histogram = new int[Bins];
        foreach (double score in scores)
            histogram[Math.Min(Bins - 1, (int)(score * Bins))]++;
        double threshold = ScoreTable.Threshold(kind, options);
        int below = scores.Count(score => score < threshold);
        return new ScoreSummary(kind, threshold, below, below / (double)Math.Max(1, scores.Length),
            scores.Length == 0 ? double.NaN : scores.Average(), histogram);
    }
}
