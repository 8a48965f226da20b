namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images whose prepared pixels are the same, byte for byte.</summary>
internal sealed class ExactDuplicates : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.SameImages.Select(group => ImageGroup.Describe(subject, group, exact: true));
}
