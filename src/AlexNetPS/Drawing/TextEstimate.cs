using System.Globalization;
using System.Text;

namespace AlexNetPS.Drawing;

/// <summary>
/// The width of a text in the wide fonts of the systems: an upper estimate, so that a layout does not depend on the
/// fonts of the machine that draws it, nor on those of the one that shows it.
/// </summary>
internal static class TextEstimate
{
    private const double Bold = 1.12;

    /// <summary>Returns the width in pixels.</summary>
    public static double Width(string text, double size, bool bold = false) =>
        size * (bold ? Bold : 1) * text.EnumerateRunes().Sum(Units);

    /// <summary>Returns the text, or its start with an ellipsis, in a width in pixels.</summary>
    public static string Fit(string text, double size, double width) =>
        TextFit.Start(text, cut => Width(cut, size) <= width);

    /// <summary>
    /// Returns the lines of a text that fit into a width: broken at spaces, and within a word that is wider by itself.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, bool bold = false)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (Width(longer, size, bold) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = "";
            foreach (string letter in Letters(word))
            {
                if (line.Length > 0 && Width(line + letter, size, bold) > width)
                {
                    lines.Add(line);
                    line = "";
                }

                line += letter;
            }
        }

        if (line.Length > 0 || lines.Count == 0)
            lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Letters(string word)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(word);
        while (letters.MoveNext())
            yield return letters.GetTextElement();
    }

    // Of DejaVu Sans, the widest of the usual fonts, for Latin; a square for other scripts, whose widest letters have one.
    private static double Units(Rune rune) => rune.Value switch
    {
        ' ' or 'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or '(' or ')' or '[' or ']' or 'f'
            or 't' or 'r' or '-' or '/' or 'I' => 0.42,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 1,
        >= 'A' and <= 'Z' => 0.74,
        < 0x300 => 0.66,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format => 0,
        _ => 1.05,
    };
}
