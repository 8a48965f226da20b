using System.Globalization;
using System.Text;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Markdown;

/// <summary>
/// A report as GitHub's Markdown. What does not fit into a limit is left out by whole rows and sections, the least
/// important first, and the end says so.
/// </summary>
internal static class MarkdownReport
{
    /// <summary>Bytes of a report: a comment on a pull request holds 65,536 characters.</summary>
    public const int Limit = 64_000;

    private static readonly int[] _rows = [25, 10, 5, 1];

    public static string Of(Report report) => Of(report, Limit)
        ?? throw new ArgumentException("The title of the report is too long.", nameof(report));

    /// <summary>Returns the report; null if not even its title fits.</summary>
    /// <param name="report">The report.</param>
    /// <param name="limit">Most bytes in UTF-8.</param>
    public static string? Of(Report report, int limit)
    {
        var text = new StringBuilder($"# {MarkdownText.Of(report.Title)}\n\n");
        int leftOut = 0, room = limit - Bytes(Note(limit, int.MaxValue)) - Bytes($"{text}");
        if (room < 0)
            return null;
        foreach (ReportSection section in ReportSection.Of(report))
        {
            string? fitting = _rows.Select(rows => MarkdownSection.Of(section, rows))
                .FirstOrDefault(one => Bytes(one) <= room);
            if (fitting is null)
                leftOut++;
            else
                text.Append(fitting);
            room -= Bytes(fitting ?? "");
        }

        if (leftOut > 0)
            text.Append(Note(limit, leftOut));
        return $"{text.ToString().TrimEnd()}\n";
    }

    private static string Note(int limit, int leftOut) => string.Create(CultureInfo.InvariantCulture,
        $"*Left out, because there is room for {limit:N0} bytes: {leftOut:N0} sections.*\n");

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
