using System.Globalization;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>
/// One property that tells the classes apart: a model may learn the exposure or the camera instead of the classes.
/// </summary>
internal sealed class SpuriousCorrelations : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        ClassCorrelation[] found = [.. ClassCorrelation.Find(subject.Dataset, subject.Scores)
            .Where(one => Math.Min(one.Score, one.ClassScore) < subject.Options.CorrelationThreshold)];
        if (found.Length == 0)
            yield break;
        yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.SpuriousCorrelation,
            string.Join(" ", found.Select(one => Describe(one, subject.Options.CorrelationThreshold))), [],
            "A model may learn this instead of the classes. Take images of all classes from the same sources, crop and "
                + "scale them alike, or vary the property in training (ColorJitter, RandomResizedCrop).");
    }

    private static string Describe(ClassCorrelation one, double threshold)
    {
        string property = one.Property switch
        {
            "Size" => "The size of the files' images",
            "AspectRatio" => "The aspect ratio",
            _ => "Brightness",
        };
        return one.Score < threshold
            ? string.Create(CultureInfo.InvariantCulture,
                $"{property} alone tells the classes apart: {one.Accuracy:P0} are guessed right (chance {one.Chance:P0}).")
            : string.Create(CultureInfo.InvariantCulture,
                $"{property} alone tells {one.Class} from the other classes: {one.ClassAccuracy:P0} are guessed right (chance {0.5:P0}).");
    }
}
