using System.Globalization;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>Sections of a report as HTML.</summary>
internal sealed class HtmlSection(HtmlWriter html)
{
    private int _ids;

    /// <summary>Writes a section.</summary>
    public void Write(ReportSection section, string id)
    {
        string heading = $"{id}-title";
        html.Open("section", ("id", id), ("aria-labelledby", heading));
        html.Line();
        html.Open(section.IsPart ? "h3" : "h2", ("id", heading));
        HtmlText.Write(html, ReportCell.Words(section.Title));
        html.CloseLine();
        for (int i = 0; i < section.Blocks.Count; i++)
        {
            // Charts that follow each other stand side by side where there is room.
            bool isChart = section.Blocks[i] is ReportChart;
            if (isChart && section.Blocks.ElementAtOrDefault(i - 1) is not ReportChart)
                html.Open("div", ("class", "figures"));
            Write(section.Blocks[i]);
            if (isChart && section.Blocks.ElementAtOrDefault(i + 1) is not ReportChart)
                html.Close();
            html.Line();
        }

        html.CloseLine();
    }

    private void Write(ReportBlock block)
    {
        switch (block)
        {
            case ReportFacts facts:
                Write(facts);
                break;
            case ReportList list:
                Write(list);
                break;
            case ReportTable { Rows.Count: > 0 } table:
                HtmlTable.Write(html, table, NextId("table"));
                break;
            case ReportText text:
                html.Open("p");
                HtmlText.Write(html, text.Cells);
                html.Close();
                break;
            case ReportCode code:
                Write(code);
                break;
            case ReportGallery { Items.Count: > 0 } gallery:
                HtmlGallery.Write(html, gallery);
                break;
            case ReportChart chart:
                HtmlChart.Write(html, chart.Chart, NextId("chart"));
                break;
        }
    }

    private void Write(ReportFacts facts)
    {
        html.Open("dl", ("class", facts.IsHeadline ? "headline" : null));
        foreach (ReportFact fact in facts.Facts)
        {
            html.Open("div");
            html.Element("dt", fact.Name);
            html.Open("dd");
            if (facts.IsHeadline)
                WriteHeadline(fact.Value);
            else
                HtmlText.Write(html, fact.Value);
            html.Close();
            html.CloseLine();
        }

        html.Close();
    }

    private void WriteHeadline(IReadOnlyList<ReportCell> cells)
    {
        html.Open("span", ("class", "large"));
        HtmlText.Write(html, cells[0]);
        html.Close();
        if (cells.Count == 1)
            return;
        html.Text(" ");
        html.Open("span", ("class", "quiet"));
        HtmlText.Write(html, cells.Skip(1));
        html.Close();
    }

    private void Write(ReportList list)
    {
        if (list.Items is [[{ Kind: CellKind.Passed or CellKind.Failed }, ..] verdict])
        {
            html.Open("p", ("class", "verdict"));
            HtmlText.Write(html, verdict);
            html.Close();
            return;
        }

        html.Open("ul");
        foreach (IReadOnlyList<ReportCell> item in list.Items)
        {
            html.Open("li");
            HtmlText.Write(html, item);
            html.CloseLine();
        }

        html.Close();
    }

    private void Write(ReportCode code)
    {
        html.Open("div", ("class", "code"));
        html.Open("pre", ("tabindex", "0"), ("aria-label", code.Caption));
        html.Element("code", code.Text);
        html.Close();
        html.Close();
    }

    private string NextId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{++_ids}");
}
