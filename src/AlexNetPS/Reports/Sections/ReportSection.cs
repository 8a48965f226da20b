namespace AlexNetPS.Reports.Sections;

/// <summary>
/// A part of a report that people read, the most important parts first. Texts are plain: each format escapes them.
/// </summary>
/// <param name="Title">Title of the section; empty for the first, which follows the title of the report.</param>
/// <param name="Blocks">Its contents.</param>
internal sealed record ReportSection(string Title, IReadOnlyList<ReportBlock> Blocks)
{
    /// <summary>Whether it is a part of the section before it that is none.</summary>
    public bool IsPart { get; init; }

    /// <summary>Returns the sections of a report.</summary>
    public static IReadOnlyList<ReportSection> Of(Report report) =>
    [
        .. RuleSection.Of(report),
        .. EvaluationSections.Of(report.Evaluations),
        .. RunSections.Of(report.Runs),
    ];
}
