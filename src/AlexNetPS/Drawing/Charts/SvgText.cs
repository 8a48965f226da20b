using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Texts and numbers in an SVG. A name of a class or a run may hold what XML does not allow.</summary>
internal static class SvgText
{
    /// <summary>Returns the text for contents and attributes: a text, whatever it looks like.</summary>
    public static string Of(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        // What is half of a character becomes U+FFFD.
        foreach (Rune rune in TerminalText.OfLine(text).EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>Returns a number with at most two decimals.</summary>
    public static string Of(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
