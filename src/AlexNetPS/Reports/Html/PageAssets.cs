using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Drawing.Charts;

namespace AlexNetPS.Reports.Html;

/// <summary>Style and scripts of the page, and the policy that allows these and nothing else.</summary>
internal static class PageAssets
{
    /// <summary>The style.</summary>
    public static string Style { get; } = $"\n{ChartSvg.Css}{Read("page.css")}";

    /// <summary>The script. In XML its operators are no markup; in HTML the marks of that are comments.</summary>
    public static string Script { get; } = $"//<![CDATA[\n{Read("page.js")}{Read("chart.js")}//]]>\n";

    /// <summary>
    /// Content-Security-Policy: nothing is loaded, images are in the page, and only its own style and script are used.
    /// </summary>
    public static string Policy { get; } = $"default-src 'none'; img-src data:; style-src {Hash(Style)}; "
        + $"script-src {Hash(Script)}; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Read(string name)
    {
        using Stream stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Reports/{name}")!;
        using var reader = new StreamReader(stream);
        // A clone on Windows may have other line ends.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
