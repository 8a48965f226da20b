using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Classes with too few training images.</summary>
internal sealed class FewImages : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        ImageClass[] few =
            [.. subject.Dataset.Classes.Where(c => c.Train < subject.Options.MinimumImages).OrderBy(c => c.Train)];
        if (few.Length > 0)
        {
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.FewImages,
                $"{FolderReader.Count(few.Length, "class")} with fewer than {subject.Options.MinimumImages} training "
                    + $"images: {NameText.List([.. few.Select(c => $"{c.Name} ({c.Train})")])}.",
                [], "Add images, or remove these classes.");
        }
    }
}
