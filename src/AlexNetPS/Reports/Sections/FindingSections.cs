using AlexNetPS.Datasets.Health;

namespace AlexNetPS.Reports.Sections;

/// <summary>What the diagnosis of the runs and the checks of the dataset found.</summary>
internal static class FindingSections
{
    private const int FilesShown = 5;

    public static IEnumerable<ReportSection> Of(Report report)
    {
        if (report.Runs.Count + (report.Dataset is null ? 0 : 1) == 0)
            yield break;
        List<ReportBlock> blocks = [];
        if (report.Runs.Count > 0)
        {
            blocks.Add(ListOr("Test-AlexNetRun finds nothing in the curves.",
                [.. report.Runs.SelectMany(run => RunSections.Findings(run, report.Runs.Count > 1))]));
        }

        if (report.Dataset is { } dataset)
        {
            blocks.Add(ListOr("Test-ImageNetDataset finds nothing in the dataset.",
                [.. dataset.Findings.Select(finding => Text(finding).ToArray())]));
        }

        yield return new("Findings", blocks);
    }

    private static ReportBlock ListOr(string none, ReportCell[][] items) =>
        items.Length == 0 ? new ReportText(ReportCell.Words(none)) : new ReportList(items);

    private static IEnumerable<ReportCell> Text(DatasetFinding finding)
    {
        yield return ReportCell.Words($"{finding} {finding.Advice}");
        if (finding.Files.Count == 0)
            yield break;
        yield return ReportCell.Words(" ");
        for (int i = 0; i < Math.Min(finding.Files.Count, FilesShown); i++)
        {
            yield return ReportCell.Words(i == 0 ? "" : ", ");
            yield return ReportCell.Name(Path.GetFileName(finding.Files[i]));
        }

        yield return ReportCell.Words(finding.Files.Count > FilesShown
            ? FormattableString.Invariant($" and {finding.Files.Count - FilesShown:N0} more files.")
            : ".");
    }
}
