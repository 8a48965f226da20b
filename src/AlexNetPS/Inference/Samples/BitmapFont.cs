using System.Globalization;
using System.Text;

namespace AlexNetPS.Inference.Samples;

/// <summary>
/// Letters of 5x7 dots for labels in images: ASCII, drawn for this library. Each letter has a cell of 6x9 dots.
/// </summary>
internal static class BitmapFont
{
    public const int CellWidth = 6, CellHeight = 9;

    private const int First = ' ';

    // Seven rows a letter, up to nine below the line; the five dots of a row as two hexadecimal digits, the leftmost
    // dot highest.
    private static readonly string[] _glyphs =
    [
        // space ! " # $ % & '
        "00000000000000", "04040404040004", "0A0A0000000000", "0A0A1F0A1F0A0A", "040F140E051E04", "18190204081303",
        "0C12140815120D", "04040000000000",
        // ( ) * + , - . /
        "02040808080402", "08040202020408", "00150E1F0E1500", "0004041F040400", "0000000000040408", "0000001F000000",
        "00000000000C0C", "00010204081000",
        // 0 to 7
        "0E11131519110E", "040C040404040E", "0E11010204081F", "1F02040201110E", "02060A121F0202", "1F101E0101110E",
        "0608101E11110E", "1F010204080808",
        // 8 9 : ; < = > ?
        "0E11110E11110E", "0E11110F01020C", "000C0C000C0C00", "00040400040408", "02040810080402", "00001F001F0000",
        "08040201020408", "0E110102040004",
        // @ A to G
        "0E11010D15150E", "0E11111F111111", "1E11111E11111E", "0E11101010110E", "1C12111111121C", "1F10101E10101F",
        "1F10101E101010", "0E11101711110F",
        // H to O
        "1111111F111111", "0E04040404040E", "0702020202120C", "11121418141211", "1010101010101F", "111B1515111111",
        "11111915131111", "0E11111111110E",
        // P to W
        "1E11111E101010", "0E11111115120D", "1E11111E141211", "0F10100E01011E", "1F040404040404", "1111111111110E",
        "11111111110A04", "1111111515150A",
        // X Y Z [ \ ] ^ _
        "11110A040A1111", "1111110A040404", "1F01020408101F", "0E08080808080E", "00100804020100", "0E02020202020E",
        "040A1100000000", "0000000000001F",
        // ` a to g
        "08040200000000", "00000E010F110F", "1010161911111E", "00000E1010110E", "01010D1311110F", "00000E111F100E",
        "0609081C080808", "00000D1311130D010E",
        // h to o
        "10101619111111", "04000C0404040E", "02000602020202120C", "10101214181412", "0C04040404040E", "00001A15151111",
        "00001619111111", "00000E1111110E",
        // p to w
        "000016191119161010", "00000D1311130D0101", "00001619101010", "00000E100E011E", "08081C08080906",
        "0000111111130D", "00001111110A04", "0000111115150A",
        // x y z { | } ~
        "0000110A040A11", "0000111111130D010E", "00001F0204081F", "02040408040402", "04040404040404", "08040402040408",
        "00000815020000",
    ];

    /// <summary>Width of a text in dots.</summary>
    public static int Width(string text) => Math.Max(0, text.Length * CellWidth - 1);

    /// <summary>The text in ASCII: accents are dropped, other characters become question marks.</summary>
    public static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (char letter in text.Normalize(NormalizationForm.FormD))
        {
            if (letter is >= ' ' and <= '~')
            {
                ascii.Append(letter);
            }
            else if (!char.IsLowSurrogate(letter)
                && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                ascii.Append('?');
            }
        }

        return ascii.ToString();
    }

    /// <summary>Returns the text if it fits into a width in dots, otherwise its start and two dots.</summary>
    public static string Fit(string text, int width)
    {
        int letters = Math.Max(1, (width + 1) / CellWidth);
        return text.Length <= letters ? text : letters < 4 ? text[..letters] : text[..(letters - 2)] + "..";
    }

    /// <summary>Whether the letter has a dot, counted from the upper left.</summary>
    public static bool HasDot(char letter, int x, int y)
    {
        string glyph = _glyphs[letter is >= ' ' and <= '~' ? letter - First : '?' - First];
        if (2 * y >= glyph.Length || x >= CellWidth - 1)
            return false;
        int row = int.Parse(glyph.AsSpan(2 * y, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (row >> (CellWidth - 2 - x) & 1) != 0;
    }
}
