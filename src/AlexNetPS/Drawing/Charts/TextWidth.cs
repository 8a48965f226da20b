using System.Globalization;
using System.Text;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Estimated width of texts in a font that is not known, and their width in cells of a terminal.</summary>
internal static class TextWidth
{
    private const string Ellipsis = "…";

    // Of the size of a font: a wide letter of a sans-serif, and a narrow one.
    private const double Wide = 1, Normal = 0.62, Narrow = 0.36;

    private static readonly (int First, int Last)[] _wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF),
        (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Returns the estimated width.</summary>
    public static double Of(string text, double size) => size * text.EnumerateRunes().Sum(rune => Cells(rune) switch
    {
        0 => 0,
        2 => Wide,
        _ when rune.Value is 'i' or 'l' or 'j' or '.' or ',' or ':' or ' ' or '|' or '\'' => Narrow,
        _ when Rune.IsUpper(rune) || rune.Value is 'm' or 'w' or '%' or '@' => Normal * 1.25,
        _ => Normal,
    });

    /// <summary>Returns the text, cut to a width.</summary>
    public static string Fit(string text, double size, double width) =>
        Cut(text, cut => Of(cut, size) <= width);

    /// <summary>Returns the number of cells of a terminal.</summary>
    public static int Cells(string text) => text.EnumerateRunes().Sum(Cells);

    /// <summary>Returns the text, cut to a number of cells.</summary>
    public static string FitCells(string text, int cells) => Cut(text, cut => Cells(cut) <= cells);

    private static string Cut(string text, Func<string, bool> fits)
    {
        if (fits(text))
            return text;
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        int low = 0, high = starts.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (fits(text[..starts[middle]] + Ellipsis))
                low = middle;
            else
                high = middle - 1;
        }

        return text[..(starts.Length == 0 ? 0 : starts[low])].TrimEnd() + Ellipsis;
    }

    private static int Cells(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format ? 0
        : Array.Exists(_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
}
