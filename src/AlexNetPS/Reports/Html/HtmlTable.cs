using System.Globalization;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>A table as HTML, with its first cell as header of each row. The page's script sorts it.</summary>
internal static class HtmlTable
{
    // A detail that is no longer than this is shown from the start.
    private const int ShortDetail = 10;

    // From here on the headers stay while the rows move.
    private const int LongTable = 30;

    public static void Write(HtmlWriter html, ReportTable table, string id)
    {
        if (table.IsDetail)
        {
            html.Open("details", ("open", table.Rows.Count <= ShortDetail ? "open" : null));
            html.Open("summary");
            html.Text(table.Caption ?? "Values");
            html.Element("span", string.Create(CultureInfo.InvariantCulture,
                $" ({table.Rows.Count:N0} row{(table.Rows.Count == 1 ? "" : "s")})"), ("class", "quiet"));
            html.CloseLine();
        }

        html.Open("div", ("class", table.Rows.Count > LongTable ? "scroll long" : "scroll"), ("role", "region"),
            table.Caption is null ? ("aria-label", "Table") : ("aria-labelledby", id));
        html.Open("table", ("class", table.IsFixed ? "fixed" : null));
        html.Line();
        if (table.Caption is not null)
        {
            html.Element("caption", table.Caption, ("id", id), ("class", table.IsDetail ? "hidden" : null));
            html.Line();
        }

        html.Open("thead");
        html.Open("tr");
        foreach (ReportColumn column in table.Columns)
            html.Element("th", column.Header, ("scope", "col"), ("class", column.IsNumber ? "n" : null));
        html.Close();
        html.CloseLine();
        html.Open("tbody");
        html.Line();
        foreach (IReadOnlyList<ReportCell> row in table.Rows)
        {
            html.Open("tr");
            for (int i = 0; i < row.Count; i++)
            {
                html.Open(i == 0 ? "th" : "td", ("scope", i == 0 ? "row" : null),
                    ("class", table.Columns[i].IsNumber ? "n" : null));
                HtmlText.Write(html, row[i]);
                html.Close();
            }

            html.CloseLine();
        }

        html.Close();
        html.Close();
        html.Close();
        if (table.IsDetail)
            html.Close();
    }
}
