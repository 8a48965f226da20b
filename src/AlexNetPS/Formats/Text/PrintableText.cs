using System.Globalization;
using System.Text;

namespace AlexNetPS.Formats.Text;

/// <summary>
/// Text for a terminal. Messages quote names and text from files, and a control character in them would be obeyed: it
/// could hide a part of the message, or change the title of the window.
/// </summary>
internal static class PrintableText
{
    private const int Longest = 4000, EndShown = 600;

    /// <summary>
    /// Returns the text; control characters other than tab and line feed are written as \u001b. Of a text of more than
    /// 4,000 characters the middle is left out: what to do comes last.
    /// </summary>
    public static string Of(string text)
    {
        text = WithoutControls(text);
        return text.Length <= Longest ? text : $"{text[..(Longest - EndShown - 5)]} ... {text[^EndShown..]}";
    }

    private static string WithoutControls(string text)
    {
        if (!text.Any(IsObeyed))
            return text;
        var printable = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (IsObeyed(c))
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                printable.Append(c);
        }

        return printable.ToString();
    }

    // Marks that turn the direction of writing reorder what is shown.
    private static bool IsObeyed(char c) => char.IsControl(c) ? c is not ('\n' or '\t')
        : c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
