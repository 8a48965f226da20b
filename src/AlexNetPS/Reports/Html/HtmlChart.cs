using AlexNetPS.Drawing.Charts;

namespace AlexNetPS.Reports.Html;

/// <summary>A chart as SVG in the page, whose script shows its values.</summary>
internal static class HtmlChart
{
    public static void Write(HtmlWriter html, Figure chart, string id)
    {
        html.Open("div", ("class", chart is Chart ? "figure" : "figure wide"));
        html.Markup(ChartSvg.Of(chart, id));
        html.Close();
    }
}
