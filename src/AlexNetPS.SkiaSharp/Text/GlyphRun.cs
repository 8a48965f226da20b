using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Glyphs of one font with their positions, in sizes of the font.</summary>
internal sealed class GlyphRun
{
    private readonly FontFace _face;
    private readonly ushort[] _glyphs;
    private readonly SKPoint[] _positions;

    private GlyphRun(FontFace face, ushort[] glyphs, SKPoint[] positions, double width) =>
        (_face, _glyphs, _positions, Width) = (face, glyphs, positions, width);

    /// <summary>Width in sizes of the font.</summary>
    public double Width { get; }

    /// <summary>Shapes a part of a line.</summary>
    public static GlyphRun Of(ReadOnlySpan<Rune> characters, Part part, bool bold)
    {
        FontFace face = bold ? part.Face.Bold : part.Face;
        if (face.Shapes is not Font font)
            return Plain(characters[part.Start..part.End], part, face);
        Span<int> values = new int[characters.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = characters[i].Value;
        using var buffer = new HarfBuzzSharp.Buffer();
        // With the letters before and after, because forms of letters depend on them.
        buffer.AddCodepoints(values, part.Start, part.End - part.Start);
        buffer.Script = Script.TryParse(part.Script.Tag, out Script script) ? script : Script.Common;
        buffer.Direction = part.Level % 2 == 1 ? Direction.RightToLeft : Direction.LeftToRight;
        if (part.Script.Language is string language)
            buffer.Language = new(language);
        font.Shape(buffer);
        ReadOnlySpan<GlyphInfo> infos = buffer.GetGlyphInfoSpan();
        ReadOnlySpan<GlyphPosition> places = buffer.GetGlyphPositionSpan();
        var glyphs = new ushort[infos.Length];
        var positions = new SKPoint[infos.Length];
        double x = 0;
        for (int i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            positions[i] = new((float)(x + places[i].XOffset / (double)FontFace.UnitsPerSize),
                -places[i].YOffset / (float)FontFace.UnitsPerSize);
            x += places[i].XAdvance / (double)FontFace.UnitsPerSize;
        }

        return new(face, glyphs, positions, x);
    }

    /// <summary>Draws the glyphs.</summary>
    public void Draw(SKCanvas canvas, double x, double y, double size, SKPaint paint)
    {
        if (_glyphs.Length == 0)
            return;
        using SKFont font = _face.At(size);
        using var builder = new SKTextBlobBuilder();
        builder.AddPositionedRun(_glyphs, font,
            [.. _positions.Select(point => new SKPoint(point.X * (float)size, point.Y * (float)size))]);
        using SKTextBlob? blob = builder.Build();
        if (blob is not null)
            canvas.DrawText(blob, (float)x, (float)y, paint);
    }

    // Without the file of the font: a glyph for each character.
    private static GlyphRun Plain(ReadOnlySpan<Rune> characters, Part part, FontFace face)
    {
        const int Size = 64;
        using SKFont font = face.At(Size);
        var values = new int[characters.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = characters[i].Value;
        if (part.Level % 2 == 1)
            Array.Reverse(values);
        ushort[] glyphs = font.GetGlyphs(values);
        var widths = new float[glyphs.Length];
        font.GetGlyphWidths(glyphs, widths, []);
        var positions = new SKPoint[glyphs.Length];
        double x = 0;
        for (int i = 0; i < glyphs.Length; i++)
        {
            positions[i] = new((float)x, 0);
            x += widths[i] / Size;
        }

        return new(face, glyphs, positions, x);
    }
}
