namespace AlexNetPS.Reports;

/// <summary>Format of a report file.</summary>
public enum ReportFormat : long
{
    /// <summary>GitHub's Markdown, for pull requests and job summaries, below 64,000 bytes.</summary>
    Markdown,

    /// <summary>JUnit's XML: a test suite for each evaluation, a test case for each rule.</summary>
    JUnit,

    /// <summary>JSON with all values.</summary>
    Json,

    /// <summary>A page with charts and images that opens offline.</summary>
    Html,
}
