using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Files that were read with a decoder warning.</summary>
internal sealed class ReadWithWarning : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.Dataset.FileWarnings
            .Concat(Enumerable.Range(0, subject.Samples.Count).Where(i => subject.Facts[i].Warning is not null)
                .Select(i => new FileWarning(subject.Samples[i].Path, subject.Facts[i].Warning!)))
            .GroupBy(file => file.Warning)
            .Select(group => (Warning: group.Key, Files: group.Select(file => file.Path).ToArray()))
            .Select(group => new DatasetFinding(FindingSeverity.Information, FindingKind.ReadWithWarning,
                $"{FolderReader.Count(group.Files.Length, "file")} read with a warning: {group.Warning}.", group.Files,
                "Their images are complete; save them again if other programs reject them."));
}
