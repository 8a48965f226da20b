namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>One thing that may be wrong with a dataset.</summary>
internal interface IHealthCheck
{
    IEnumerable<DatasetFinding> Run(HealthSubject subject);
}
