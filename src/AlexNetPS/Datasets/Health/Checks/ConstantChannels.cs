namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Channels that have one value in all training images.</summary>
internal sealed class ConstantChannels : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.Dataset.Statistics?.ConstantChannelWarning is { } warning
        ? [new DatasetFinding(FindingSeverity.Warning, FindingKind.ConstantChannel, warning, [],
            "Nothing, if the images are meant to be so; else check how they were exported.")]
        : [];
}
