using System.Globalization;
using System.Text;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Width of texts in cells of a terminal.</summary>
internal static class CellText
{
    private static readonly (int First, int Last)[] _wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF),
        (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Returns the number of cells of a terminal.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Cells);

    /// <summary>Returns the text, cut to a number of cells.</summary>
    public static string Fit(string text, int cells) => TextFit.Start(text, cut => Width(cut) <= cells);

    private static int Cells(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format ? 0
        : Array.Exists(_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
}
