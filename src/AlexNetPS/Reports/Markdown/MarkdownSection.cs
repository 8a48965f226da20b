using System.Globalization;
using System.Text;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Markdown;

/// <summary>A section as Markdown, with so many rows of each table.</summary>
internal static class MarkdownSection
{
    public static string Of(ReportSection section, int rows)
    {
        var text = new StringBuilder();
        if (section.Title.Length > 0)
            text.Append("## ").Append(MarkdownText.Of(section.Title)).Append("\n\n");
        foreach (ReportBlock block in section.Blocks)
            Add(text, block, rows);
        return text.ToString();
    }

    private static void Add(StringBuilder text, ReportBlock block, int rows)
    {
        switch (block)
        {
            case ReportFacts facts:
                foreach (ReportFact fact in facts.Facts)
                    text.Append(string.Concat("- **", MarkdownText.Of(fact.Name), "**: ", Joined(fact.Value), "\n"));
                text.Append('\n');
                break;
            case ReportList list:
                AddList(text, list, rows);
                break;
            case ReportTable { Rows.Count: > 0 } table:
                AddTable(text, table, rows);
                break;
        }
    }

    private static void AddList(StringBuilder text, ReportList list, int rows)
    {
        foreach (IReadOnlyList<ReportCell> item in list.Items.Take(rows))
        {
            bool isVerdict = item is [{ Kind: CellKind.Passed or CellKind.Failed }, ..];
            text.Append(isVerdict ? "" : "- ").Append(Joined(item)).Append('\n');
        }

        if (list.Items.Count > rows)
            text.Append(CultureInfo.InvariantCulture, $"- and {list.Items.Count - rows:N0} more\n");
        text.Append('\n');
    }

    private static void AddTable(StringBuilder text, ReportTable table, int rows)
    {
        string caption = table.Caption is null ? "" : MarkdownText.Of(table.Caption);
        if (table.Rows.Count > rows)
        {
            caption += string.Create(CultureInfo.InvariantCulture,
                $"{(caption.Length > 0 ? ": " : "")}the first {rows:N0} of {table.Rows.Count:N0} rows");
        }

        if (table.IsDetail)
            text.Append("<details>\n<summary>").Append(caption).Append("</summary>\n\n");
        else if (caption.Length > 0)
            text.Append(caption).Append("\n\n");
        AddRow(text, table.Columns.Select(column => MarkdownText.Of(column.Header)));
        AddRow(text, table.Columns.Select(column => column.IsNumber ? "---:" : "---"));
        foreach (IReadOnlyList<ReportCell> row in table.Rows.Take(rows))
            AddRow(text, row.Select(MarkdownText.Of));
        text.Append(table.IsDetail ? "\n</details>\n\n" : "\n");
    }

    private static void AddRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Joined(IEnumerable<ReportCell> cells) => string.Concat(cells.Select(MarkdownText.Of));
}
