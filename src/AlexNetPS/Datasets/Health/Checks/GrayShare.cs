using System.Globalization;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>
/// Gray images among color images. If a class has many more than the others, a model may learn gray instead of the
/// class.
/// </summary>
internal sealed class GrayShare : IHealthCheck
{
    private const double SuspiciousShare = 0.3;

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        int[] gray = [.. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i] is { Problem: null, IsGray: true })];
        if (gray.Length == 0 || gray.Length == subject.Samples.Count)
            yield break;
        double share = gray.Length / (double)subject.Samples.Count;
        yield return new DatasetFinding(FindingSeverity.Information, FindingKind.Grayscale,
            string.Create(CultureInfo.InvariantCulture,
            $"{gray.Length} of {subject.Samples.Count} images ({share:P1}) have no color."),
            [.. gray.Select(i => subject.Samples[i].Path)], "Nothing, if they are spread over all classes.");
        Dictionary<int, int> all =
            Enumerable.Range(0, subject.Samples.Count).CountBy(i => subject.Samples[i].LabelIndex).ToDictionary();
        foreach ((int label, int count) in gray.CountBy(i => subject.Samples[i].LabelIndex))
        {
            double own = count / (double)all[label];
            if (own < SuspiciousShare || own < 2 * share)
                continue;
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.Grayscale,
                string.Create(CultureInfo.InvariantCulture,
                $"{own:P0} of the images of {subject.Dataset.Classes[label].Name} have no color, compared with "
                    + $"{share:P0} of all."),
                [.. gray.Where(i => subject.Samples[i].LabelIndex == label).Select(i => subject.Samples[i].Path)],
                "Add color images of this class, or train on gray ones only.");
        }
    }
}
