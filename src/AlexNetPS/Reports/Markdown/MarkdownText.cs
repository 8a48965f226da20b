using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Text;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Markdown;

/// <summary>Text in Markdown that is shown as it is: no markup, no HTML, no link, no mention.</summary>
/// <remarks>
/// A character reference (&amp;#124;) stands for a character and never for structure, also between the pipes of a
/// table. Mentions, issue numbers and emoji are found later, in the text that is shown: not in code, and not across an
/// element.
/// </remarks>
internal static class MarkdownText
{
    private const int Longest = 500;
    private const string Ellipsis = "...";

    /// <summary>Returns a cell of a table, or a part of a sentence.</summary>
    public static string Of(ReportCell cell) => cell.Kind switch
    {
        CellKind.Name => $"<code>{Escape(cell.Text, inCode: true)}</code>",
        CellKind.Digits => cell.Text,
        CellKind.Passed => $"✅ {cell.Text}",
        CellKind.Failed => $"❌ **{cell.Text}**",
        _ => Of(cell.Text),
    };

    /// <summary>Returns a text of one line.</summary>
    public static string Of(string text) => Escape(text, inCode: false);

    private static string Escape(string text, bool inCode)
    {
        text = TerminalText.Of(Cut(text));
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            string reference = string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};");
            if (c is '\n' or '\r' or '\t')
                escaped.Append(inCode ? c switch { '\n' => "&#92;n", '\r' => "&#92;r", _ => "&#92;t" } : " ");
            else if (c is '@' or '#' or ':' && !inCode && StartsReference(text, i))
                escaped.Append("<span>").Append(reference).Append("</span>");
            else if (IsMarkup(text, i))
                escaped.Append(reference);
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }

    // "a@b", "#1", ":tada:"; a colon before a space is punctuation.
    private static bool StartsReference(string text, int i) => i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]);

    private static bool IsMarkup(string text, int i) => text[i] switch
    {
        // Harmless inside a line and frequent in names.
        ' ' or ',' or '%' or '(' or '\'' or '/' or ';' or '?' => false,
        '-' or '+' => i == 0,
        // "1. " and "1) " begin a list, and "www." a link.
        ')' => BeginsList(text, i),
        '.' => BeginsList(text, i) || text.AsSpan(0, i).EndsWith("www", StringComparison.OrdinalIgnoreCase),
        ':' => StartsReference(text, i),
        char c => char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c),
    };

    private static bool BeginsList(string text, int i) => i > 0 && !StartsReference(text, i)
        && !text.AsSpan(0, i).ContainsAnyExceptInRange('0', '9');

    private static string Cut(string text)
    {
        if (text.Length <= Longest)
            return text;
        int end = Longest - Ellipsis.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Ellipsis;
    }
}
