using System.Collections.Concurrent;
using AlexNetPS.Drawing;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Measures and draws lines of text.</summary>
/// <param name="fonts">The fonts.</param>
internal sealed class TextDrawing(IFonts fonts)
{
    // Texts are measured several times before they are drawn.
    private const int MostKept = 20_000;

    private readonly ConcurrentDictionary<(string Text, bool Bold), TextLine> _lines = [];

    /// <summary>Whether there is a font.</summary>
    public bool HasFont => fonts.Default is not null;

    /// <summary>Returns the width in pixels; 0 for what cannot be drawn without a font.</summary>
    public double Width(string text, double size, bool bold) => Line(text, bold) is TextLine line
        ? line.Width * size
        : LineNumbers.Has(text) ? LineNumbers.Width(text) * size : 0;

    /// <summary>Draws a text.</summary>
    public void Draw(SKCanvas canvas, TextShape shape, SKPaint paint)
    {
        double x = shape.X - Width(shape.Text, shape.Size, shape.Bold) * shape.Anchor switch
        {
            TextAnchor.Middle => 0.5,
            TextAnchor.End => 1,
            _ => 0,
        };
        if (Line(shape.Text, shape.Bold) is TextLine line)
            line.Draw(canvas, x, shape.Y, shape.Size, paint);
        else if (LineNumbers.Has(shape.Text))
            LineNumbers.Draw(canvas, shape.Text, x, shape.Y, shape.Size, shape.Bold, paint);
    }

    /// <summary>Returns what of the texts is not readable, and which packages have fonts; null if all is.</summary>
    public string? Warning(IEnumerable<string> texts)
    {
        if (!HasFont)
        {
            return texts.All(LineNumbers.Has) ? null
                : $"The system has no font, so only numbers are drawn. {Advice([TextScript.PlainPackage])}";
        }

        var missing = texts.Distinct().SelectMany(text => Line(text, bold: false)!.Missing)
            .DistinctBy(one => one.Character).GroupBy(one => one.Script.DisplayName, one => one).ToArray();
        if (missing.Length == 0)
            return null;
        string scripts = string.Join(", ", missing.Select(script =>
            $"{script.Key} ({string.Concat(script.Take(3).Select(one => one.Character.ToString()))}"
                + $"{(script.Skip(3).Any() ? "…" : "")})"));
        return $"No font of the system has these characters, which are drawn as boxes: {scripts}. "
            + Advice([.. missing.SelectMany(script => script).Select(one => one.Script.Package).Distinct()]);
    }

    private static string Advice(IReadOnlyList<string> packages) => OperatingSystem.IsLinux()
        ? $"Install a font, on Debian and Ubuntu: apt-get install {string.Join(' ', packages)}"
        : "Install a font that has them.";

    private TextLine? Line(string text, bool bold)
    {
        if (!HasFont)
            return null;
        if (_lines.Count > MostKept)
            _lines.Clear();
        return _lines.GetOrAdd((text, bold), static (key, fonts) => TextLine.Of(key.Text, fonts, key.Bold), fonts);
    }
}
