namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Class folders with images in several subfolders, which may be the classes.</summary>
internal sealed class FolderLevel : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        ILookup<string, string> below =
            subject.Samples.Select(sample => (sample.Label, Below: Below(subject.Dataset.SourcePath, sample)))
            .Where(image => image.Below is not null)
            .ToLookup(image => image.Label, image => image.Below!);
        string[] deep = [.. below.Where(group => group.Distinct().Skip(1).Any()).Select(group => group.Key)];
        if (deep.Length * 2 <= subject.Dataset.Classes.Count)
            yield break;
        string first = deep[0];
        yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.FolderLevel,
            $"Images are one folder deeper than their labels: {first} contains "
                + $"{string.Join(", ", below[first].Distinct().Order(StringComparer.Ordinal).Take(4))}.",
            [], "If the inner folders are the classes, move them up one level and import again.");
    }

    /// <summary>Returns the folder between a class folder and the image, or null.</summary>
    private static string? Below(string root, ImageSample sample)
    {
        string[] parts = Path.GetRelativePath(root, sample.Path).Split(Path.DirectorySeparatorChar);
        int at = Array.IndexOf(parts, sample.Label);
        return at >= 0 && at + 2 < parts.Length ? parts[at + 1] : null;
    }
}
