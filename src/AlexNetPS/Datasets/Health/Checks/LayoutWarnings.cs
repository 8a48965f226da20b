namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Warnings of the import about the folder.</summary>
internal sealed class LayoutWarnings : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) => subject.Dataset.Warnings
        .Where(warning => warning != subject.Dataset.Statistics?.ConstantChannelWarning)
        .Select(warning => new DatasetFinding(FindingSeverity.Warning, FindingKind.Layout, warning, [],
            "Move the skipped files to where they belong, and import again."));
}
