namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>A check of a dataset.</summary>
internal interface IHealthCheck
{
    IEnumerable<DatasetFinding> Run(HealthSubject subject);
}
