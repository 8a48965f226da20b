using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Pictures that had to be enlarged much: thumbnails and icons among photos.</summary>
internal sealed class TinyPictures : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        string[] tiny = subject.Where(facts => Math.Min(facts.Width, facts.Height) < subject.Options.MinimumSide);
        // A set of small pictures, such as MNIST, is no set of mistakes.
        if (tiny.Length > 0 && tiny.Length < subject.Samples.Count)
        {
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.TinyPicture,
                $"{FolderReader.Count(tiny.Length, "picture")} with a side shorter than {subject.Options.MinimumSide} "
                    + "pixels.", tiny, "Look at them: thumbnails and icons teach blur. Replace or remove them.");
        }
    }
}
