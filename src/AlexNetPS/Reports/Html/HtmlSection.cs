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
        foreach (ReportBlock block in section.Blocks)
        {
            Write(block);
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
                HtmlTable.Write(html, table, NextId());
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
                HtmlChart.Write(html, chart);
                break;
        }
    }

    private void Write(ReportFacts facts)
    {
        html.Open("dl");
        foreach (ReportFact fact in facts.Facts)
        {
            html.Open("div");
            html.Element("dt", fact.Name);
            html.Open("dd");
            HtmlText.Write(html, fact.Value);
            html.Close();
            html.CloseLine();
        }

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

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"table-{++_ids}");
}
