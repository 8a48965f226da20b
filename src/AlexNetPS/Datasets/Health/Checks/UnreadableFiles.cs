using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Skipped files, by reason.</summary>
internal sealed class UnreadableFiles : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) => Of(subject).GroupBy(file => file.Reason)
        .Select(group => (Reason: group.Key, Files: group.Select(file => file.Path).ToArray()))
        .Select(group => new DatasetFinding(FindingSeverity.Error, FindingKind.Unreadable,
            $"{FolderReader.Count(group.Files.Length, "file")} cannot be read: {group.Reason}.", group.Files,
            "Download them again, or move them with -Quarantine."));

    /// <summary>Returns the files that the import or the inspection could not read.</summary>
    public static IEnumerable<SkippedFile> Of(HealthSubject subject) =>
    [
        .. subject.Dataset.Skipped,
        .. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i].Problem is not null && !subject.Facts[i].Fault.HasFlag(StoreFault.Damaged))
            .Select(i => new SkippedFile(subject.Samples[i].Path, subject.Facts[i].Problem!)),
    ];
}
