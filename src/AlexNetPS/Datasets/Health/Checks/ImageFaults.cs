using System.Globalization;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images with a score below the threshold of a kind.</summary>
internal sealed class ImageFaults : IHealthCheck
{
    /// <summary>Above this fraction it is the kind of images that a dataset consists of (as in cleanlab).</summary>
    private const double UsualShare = 0.5;

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        foreach (FindingKind kind in ScoreTable.Kinds)
        {
            int[] faulty = subject.Scores.Faulty(kind, subject.Options);
            if (faulty.Length > 0)
                yield return Describe(subject, kind, faulty);
        }
    }

    private static DatasetFinding Describe(HealthSubject subject, FindingKind kind, int[] faulty)
    {
        IReadOnlyList<double> scores = subject.Scores[kind];
        var summary = ScoreSummary.Of(subject.Scores, kind, subject.Options);
        bool isUsual = summary.Share > UsualShare;
        (string are, FindingSeverity severity, string advice) = Words(kind);
        string what = string.Create(CultureInfo.InvariantCulture,
            $"{faulty.Length:N0} of {subject.Samples.Count:N0} images ({summary.Share:P1}) {are}: score below "
                + $"{summary.Threshold}, the lowest {scores[faulty[0]]:0.00}.");
        return new DatasetFinding(isUsual ? FindingSeverity.Information : severity, kind, what,
            [.. faulty.Select(i => subject.Samples[i].Path)],
            isUsual ? "More than half are: nothing, if the images of this dataset are like that." : advice)
        {
            Scores = [.. faulty.Select(i => scores[i])],
            Distribution = summary,
        };
    }

    private static (string Are, FindingSeverity Severity, string Advice) Words(FindingKind kind) => kind switch
    {
        FindingKind.Dark => ("are dark", FindingSeverity.Warning,
            "Look at them: remove those that show nothing, brighten the others."),
        FindingKind.Light => ("are light", FindingSeverity.Warning, "Look at them: remove those that show nothing."),
        FindingKind.Blurred => ("are blurred", FindingSeverity.Warning,
            "Look at them: replace those that are out of focus, or were enlarged from small files."),
        FindingKind.LowInformation => ("have few colors", FindingSeverity.Warning,
            "Look at them: remove placeholders and empty images."),
        FindingKind.OddSize => ("have an unusual size", FindingSeverity.Information,
            "Look at them: thumbnails and other kinds of images may be among them."),
        _ => ("have a border of one color", FindingSeverity.Information,
            "Crop the borders, above all if they are more frequent in some classes."),
    };
}
