namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Channels with one value in all training images.</summary>
internal sealed class ConstantChannels : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject) =>
        subject.Dataset.Statistics?.ConstantChannelWarning is { } warning
        ? [new DatasetFinding(FindingSeverity.Warning, FindingKind.ConstantChannel, warning, [],
            "Nothing, if this is intended; otherwise check how the images were exported.")]
        : [];
}
