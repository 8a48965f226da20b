using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Classes missing in a held-out split: its metrics do not cover them.</summary>
internal sealed class ClassSets : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        foreach ((DatasetSplit split, Func<ImageClass, int> count) in ((DatasetSplit, Func<ImageClass,
            int>)[])[(subject.Dataset.Validation, c => c.Validation), (subject.Dataset.Test, c => c.Test)])
        {
            ImageClass[] missing = [.. subject.Dataset.Classes.Where(c => count(c) == 0)];
            if (split.Count == 0 || missing.Length == 0)
                continue;
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.ClassSetsDiffer,
                $"The {split.Name} split has no images of {FolderReader.Count(missing.Length, "class")}: "
                    + $"{NameText.List([.. missing.Select(c => c.Name)])}.",
                [], $"Add images of {(missing.Length == 1 ? "it" : "them")} to the {split.Name} split.");
        }
    }
}
