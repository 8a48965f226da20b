using AlexNetPS.Formats.Text;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>Cells of a report as HTML.</summary>
internal static class HtmlText
{
    private const int Longest = 500;

    /// <summary>Writes cells one after the other.</summary>
    public static void Write(HtmlWriter html, IEnumerable<ReportCell> cells)
    {
        foreach (ReportCell cell in cells)
            Write(html, cell);
    }

    /// <summary>Writes a cell. A name is isolated, so that one written from right to left turns nothing else.</summary>
    public static void Write(HtmlWriter html, ReportCell cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Name:
                html.Element("bdi", Name(cell.Text));
                break;
            case CellKind.Passed:
            case CellKind.Failed:
                html.Element("strong", cell.Kind == CellKind.Passed ? $"✓ {cell.Text}" : $"✗ {cell.Text}",
                    ("class", cell.Kind == CellKind.Passed ? "passed" : "failed"));
                break;
            default:
                html.Text(NameText.Truncate(cell.Text, Longest));
                break;
        }
    }

    /// <summary>Returns cells as plain text.</summary>
    public static string Plain(IEnumerable<ReportCell> cells) => string.Concat(cells.Select(cell =>
        cell.Kind == CellKind.Name ? Name(cell.Text) : cell.Text));

    private static string Name(string text) => TerminalText.OfLine(NameText.Truncate(text, Longest));
}
