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
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = 0;
        while (first < text.Length && !Controls(text, first))
            first++;
        if (first == text.Length)
            return text;
        var shown = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            if (Controls(text, i))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            else
                shown.Append(text[i]);
        }

        return shown.ToString();
    }

    private static bool Controls(string text, int i) => text[i] switch
    {
        '\t' or '\n' => false,
        '\r' => i + 1 == text.Length || text[i + 1] != '\n',
        // Marks of direction, embeddings, overrides and isolates.
        '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        char c => char.IsControl(c),
    };
}
