using System.Globalization;
using System.Text;

namespace AlexNetPS.Formats.Text;

/// <summary>
/// Text of files that a terminal shows and does not obey: colors, titles, bells and turned directions are characters,
/// too.
/// </summary>
public static class TerminalText
{
    /// <summary>Returns the text with \u001B for an escape character, and so on; tabs and line ends stay.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => Shown(text, isLine: false);

    /// <summary>
    /// Returns the text in one line: a path or a name, in which a line end would begin a row of a table.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string OfLine(string text) => Shown(text, isLine: true);

    private static string Shown(string text, bool isLine)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = 0;
        while (first < text.Length && !Controls(text, first, isLine))
            first++;
        if (first == text.Length)
            return text;
        var shown = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            if (Controls(text, i, isLine))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            else
                shown.Append(text[i]);
        }

        return shown.ToString();
    }

    private static bool Controls(string text, int i, bool isLine) => text[i] switch
    {
        '\t' or '\n' => isLine,
        '\r' => isLine || i + 1 == text.Length || text[i + 1] != '\n',
        // Marks of direction, separators of lines and paragraphs, embeddings, overrides and isolates.
        '\u200E' or '\u200F' or '\u061C' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        char c => char.IsControl(c),
    };
}
