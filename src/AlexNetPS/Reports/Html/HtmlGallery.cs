using System.Globalization;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>Images with their lines as HTML.</summary>
internal static class HtmlGallery
{
    // Smaller ones are enlarged by whole pixels.
    private const int SmallSide = 100;

    public static void Write(HtmlWriter html, ReportGallery gallery)
    {
        if (gallery.Caption is not null)
            html.Element("p", gallery.Caption, ("class", "caption"));
        bool wide = gallery.Items.Any(item => item.LongestSide > ReportImage.ThumbnailSide);
        html.Open("ul", ("class", wide ? "gallery wide" : "gallery"));
        html.Line();
        foreach (ReportImage item in gallery.Items)
        {
            html.Open("li");
            html.Open("figure");
            (string address, int width, int height) = ImageData.Of(item);
            html.Void("img", ("src", address), ("alt", item.Description), ("width", Pixels(width)),
                ("height", Pixels(height)), ("decoding", "async"),
                ("class", Math.Max(width, height) < SmallSide ? "small" : null));
            html.Open("figcaption");
            foreach (IReadOnlyList<ReportCell> line in item.Lines)
            {
                html.Open("span");
                HtmlText.Write(html, line);
                html.Close();
            }

            html.Close();
            html.Close();
            html.CloseLine();
        }

        html.Close();
    }

    private static string Pixels(int count) => count.ToString(CultureInfo.InvariantCulture);
}
