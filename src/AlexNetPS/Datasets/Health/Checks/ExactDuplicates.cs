namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Pictures whose prepared pixels are the same, byte for byte.</summary>
internal sealed class ExactDuplicates : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.SamePictures.Select(group => PictureGroup.Describe(subject, group, exact: true));
}
