namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images that are nearly the same, as they are, mirrored or turned.</summary>
internal sealed class NearDuplicates : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.SimilarImages.Select(group => ImageGroup.Describe(subject, group));
}
