using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images that had to be enlarged much: thumbnails and icons among images.</summary>
internal sealed class TinyImages : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        string[] tiny = subject.Where(facts => Math.Min(facts.Width, facts.Height) < subject.Options.MinimumSide);
        // A set of small images, such as MNIST, is no set of mistakes.
        if (tiny.Length > 0 && tiny.Length < subject.Samples.Count)
        {
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.TinyPicture,
                $"{FolderReader.Count(tiny.Length, "image")} with a side shorter than {subject.Options.MinimumSide} "
                    + "pixels.", tiny, "Look at them: thumbnails and icons teach blur. Replace or remove them.");
        }
    }
}
