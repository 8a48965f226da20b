namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images with identical prepared pixels.</summary>
internal sealed class ExactDuplicates : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.SameImages.Select(group => ImageGroup.Describe(subject, group));
}
