using System.Globalization;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>
/// Grey pictures among colour ones; where a class has many more than the others, a model may learn grey instead of the
/// class.
/// </summary>
internal sealed class GreyShare : IHealthCheck
{
    private const double SuspiciousShare = 0.3;

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        int[] grey = [.. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i] is { Problem: null, IsGrey: true })];
        if (grey.Length == 0 || grey.Length == subject.Samples.Count)
            yield break;
        double share = grey.Length / (double)subject.Samples.Count;
        yield return new DatasetFinding(FindingSeverity.Information, FindingKind.Greyscale,
            string.Create(CultureInfo.InvariantCulture, 
            $"{grey.Length} of {subject.Samples.Count} pictures ({share:P1}) have no colour."),
            [.. grey.Select(i => subject.Samples[i].Path)], "Nothing, if they are spread over all classes.");
        Dictionary<int, int> all =
            Enumerable.Range(0, subject.Samples.Count).CountBy(i => subject.Samples[i].Label).ToDictionary();
        foreach ((int label, int count) in grey.CountBy(i => subject.Samples[i].Label))
        {
            double own = count / (double)all[label];
            if (own < SuspiciousShare || own < 2 * share)
                continue;
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.Greyscale,
                string.Create(CultureInfo.InvariantCulture, 
                $"{own:P0} of the pictures of {subject.Dataset.Classes[label].Name} have no colour, against "
                    + $"{share:P0} of all."),
                [.. grey.Where(i => subject.Samples[i].Label == label).Select(i => subject.Samples[i].Path)],
                "Add colour pictures of this class, or train on grey ones only.");
        }
    }
}
