namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>What the import found odd about the folder.</summary>
internal sealed class LayoutWarnings : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) => subject.Dataset.Warnings
        .Where(warning => warning != subject.Dataset.Statistics?.ConstantChannelWarning)
        .Select(warning => new DatasetFinding(FindingSeverity.Warning, FindingKind.Layout, warning, [],
            "Move what was left out to where it belongs, and import again."));
}
