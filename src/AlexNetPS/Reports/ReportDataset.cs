using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Reports;

/// <summary>The dataset of a report.</summary>
/// <param name="Dataset">The dataset. A page shows some of its images.</param>
/// <param name="Findings">What <see cref="DatasetHealth"/> found in it.</param>
public sealed record ReportDataset(ImageNetDataset Dataset, IReadOnlyList<DatasetFinding> Findings)
{
    /// <inheritdoc cref="ReportDataset" path="/param[@name='Findings']"/>
    public IReadOnlyList<DatasetFinding> Findings { get; init => field = value.ToReadable(); } = Findings.ToReadable();

    /// <inheritdoc/>
    public override string ToString() => $"{Dataset}";
}
