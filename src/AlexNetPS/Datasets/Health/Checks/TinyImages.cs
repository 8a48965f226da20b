using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images that were enlarged considerably: thumbnails and icons among larger images.</summary>
internal sealed class TinyImages : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        string[] tiny = subject.Where(facts => Math.Min(facts.Width, facts.Height) < subject.Options.MinimumSide);
        // A dataset of small images only, such as MNIST, is intended.
        if (tiny.Length > 0 && tiny.Length < subject.Samples.Count)
        {
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.TinyImage,
                $"{FolderReader.Count(tiny.Length, "image")} with a side shorter than {subject.Options.MinimumSide} "
                    + "pixels.", tiny,
                "Check them: enlarged thumbnails and icons are blurred. Replace or remove them.");
        }
    }
}
