using System.Globalization;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>A report as one page that needs nothing else: it opens offline, and nothing is loaded.</summary>
internal static class HtmlReport
{
    public static string Of(Report report, CancellationToken cancellation = default)
    {
        using var html = new HtmlWriter();
        html.Open("html", ("lang", "en"));
        html.Line();
        Head(html, report);
        html.Open("body");
        html.Line();
        html.Element("a", "Skip to the report", ("class", "skip"), ("href", "#report"));
        html.Line();
        html.Open("header");
        html.Element("h1", report.Title);
        html.CloseLine();
        IReadOnlyList<ReportSection> sections = PageSections.Of(report, cancellation);
        Contents(html, sections);
        html.Open("main", ("id", "report"), ("tabindex", "-1"));
        html.Line();
        var writer = new HtmlSection(html);
        for (int i = 0; i < sections.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(sections[i], Id(i));
        }

        html.CloseLine();
        html.Open("footer");
        html.Element("p", $"Written by {Program}. The page holds all of its data and loads nothing.");
        html.CloseLine();
        html.Open("script");
        html.Markup(PageAssets.Script);
        html.CloseLine();
        html.CloseLine();
        html.Close();
        return $"{html}";
    }

    private static string Program { get; } =
        $"AlexNetPS {typeof(HtmlReport).Assembly.GetName().Version?.ToString(3)}";

    private static void Head(HtmlWriter html, Report report)
    {
        html.Open("head");
        html.Line();
        html.Void("meta", ("charset", "utf-8"));
        html.Line();
        html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", PageAssets.Policy));
        html.Line();
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Line();
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Line();
        html.Void("meta", ("name", "generator"), ("content", Program));
        html.Line();
        html.Element("title", report.Title);
        html.Line();
        html.Open("style");
        html.Markup(PageAssets.Style);
        html.CloseLine();
        html.CloseLine();
    }

    private static void Contents(HtmlWriter html, IReadOnlyList<ReportSection> sections)
    {
        html.Open("nav", ("aria-labelledby", "contents"));
        html.Element("h2", "Contents", ("id", "contents"));
        html.Line();
        html.Open("ul");
        for (int i = 0; i < sections.Count; i++)
        {
            html.Open("li", ("class", sections[i].IsPart ? "part" : null));
            html.Open("a", ("href", $"#{Id(i)}"));
            HtmlText.Write(html, ReportCell.Words(sections[i].Title));
            html.Close();
            html.CloseLine();
        }

        html.Close();
        html.CloseLine();
    }

    private static string Id(int section) => string.Create(CultureInfo.InvariantCulture, $"section-{section + 1}");
}
