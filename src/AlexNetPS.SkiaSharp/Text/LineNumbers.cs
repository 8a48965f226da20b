using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Numbers drawn as lines, for a system without a font.</summary>
internal static class LineNumbers
{
    // Width of a digit, and height of its strokes, in sizes of the font.
    private const double Advance = 0.6, Right = 0.42, Height = 0.72, Left = 0.08;

    // Strokes between points of two columns (a, b) and three rows: 0 to 2 on the left from above, 3 to 5 on the right.
    private static readonly Dictionary<char, string> _strokes = new()
    {
        ['0'] = "02 25 53 30",
        ['1'] = "35",
        ['2'] = "03 34 41 12 25",
        ['3'] = "03 35 52 14",
        ['4'] = "01 14 35",
        ['5'] = "30 01 14 45 52",
        ['6'] = "30 02 25 54 41",
        ['7'] = "03 35",
        ['8'] = "02 25 53 30 14",
        ['9'] = "41 10 03 35 52",
        ['-'] = "14",
        ['%'] = "23",
        ['/'] = "23",
        ['.'] = "22",
        [','] = "22",
        [' '] = "",
    };

    /// <summary>Whether a text can be drawn as lines.</summary>
    public static bool Has(string text) => text.All(_strokes.ContainsKey);

    /// <summary>Width in sizes of the font.</summary>
    public static double Width(string text) => Advance * text.Length;

    /// <summary>Draws a number.</summary>
    public static void Draw(SKCanvas canvas, string text, double x, double y, double size, bool bold, SKPaint paint)
    {
        (paint.Style, paint.StrokeWidth, paint.StrokeCap) =
            (SKPaintStyle.Stroke, (float)(size * (bold ? 0.13 : 0.08)), SKStrokeCap.Round);
        foreach (char character in text)
        {
            foreach (string stroke in _strokes[character].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                canvas.DrawLine(Point(stroke[0]), Point(stroke[1]), paint);
            x += Advance * size;
        }

        SKPoint Point(char name) => new((float)(x + size * (name >= '3' ? Right : Left)),
            (float)(y - size * Height * (1 - (name - '0') % 3 / 2.0)));
    }
}
