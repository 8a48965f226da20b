using System.Globalization;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Classes of very different sizes: a model is biased toward the large ones.</summary>
internal sealed class Imbalance : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        ImageClass largest = subject.Dataset.Classes.MaxBy(c => c.Train)!, smallest =
            subject.Dataset.Classes.MinBy(c => c.Train)!;
        double ratio = largest.Train / Math.Max(1.0, smallest.Train);
        if (ratio > subject.Options.MaximumImbalance)
        {
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.Imbalance,
                string.Create(CultureInfo.InvariantCulture,
                $"The largest class, {largest.Name}, has {ratio:0} times the training images of the smallest, "
                    + $"{smallest.Name} ({largest.Train} and {smallest.Train})."),
                [], "Add images to small classes or remove some from large ones, and evaluate by per-class precision "
                    + "and recall.");
        }
    }
}
