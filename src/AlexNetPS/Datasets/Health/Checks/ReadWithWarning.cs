using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

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
            .Select(group => Finding(group.Warning, group.Files));

    private static DatasetFinding Finding(string warning, string[] files)
    {
        bool isDamage = DecoderWarning.IsDamage(warning);
        return new DatasetFinding(isDamage ? FindingSeverity.Warning : FindingSeverity.Information,
            FindingKind.ReadWithWarning,
            $"{FolderReader.Count(files.Length, "file")} read with a warning: {warning}.", files,
            isDamage ? "Look at them: delete those that are damaged, or download them again."
                : "Their images are complete; save them again if other programs reject them.");
    }
}
