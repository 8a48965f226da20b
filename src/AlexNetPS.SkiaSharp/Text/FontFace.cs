using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>A font with what shapes its glyphs. Never freed: fonts are shared by all texts of a process.</summary>
internal sealed class FontFace
{
    /// <summary>Units of the shaper per size of a font.</summary>
    public const int UnitsPerSize = 1 << 14;

    private readonly Lazy<Font?> _shaper;
    private readonly Lazy<FontFace> _bold;

    /// <param name="typeface">The font.</param>
    /// <param name="findBold">Returns its bold form; null if there is none, and strokes are made thicker.</param>
    public FontFace(SKTypeface typeface, Func<SKTypeface?> findBold)
        : this(typeface, findBold, embolden: false)
    {
    }

    private FontFace(SKTypeface typeface, Func<SKTypeface?>? findBold, bool embolden)
    {
        (Typeface, Embolden) = (typeface, embolden);
        _shaper = new(() => Shaper(typeface));
        _bold = new(() => findBold is null ? this
            : findBold() is SKTypeface bold ? new(bold, null, embolden: false) : new(typeface, null, embolden: true));
    }

    public SKTypeface Typeface { get; }

    /// <summary>Whether strokes are made thicker.</summary>
    public bool Embolden { get; }

    /// <summary>Shapes texts; null for a font whose file the system does not hand out.</summary>
    public Font? Shapes => _shaper.Value;

    /// <summary>The bold form.</summary>
    public FontFace Bold => _bold.Value;

    /// <summary>Whether it has glyphs for all these characters.</summary>
    public bool Has(ReadOnlySpan<Rune> characters)
    {
        using SKFont font = Typeface.ToFont();
        foreach (Rune character in characters)
        {
            if (!TextScript.IsInvisible(character) && font.GetGlyph(character.Value) == 0)
                return false;
        }

        return true;
    }

    /// <summary>Returns the font in a size. Widths are those of the outlines, so that measured is drawn.</summary>
    public SKFont At(double size) => new(Typeface, (float)size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
        Embolden = Embolden,
        EmbeddedBitmaps = true,
    };

    private static Font? Shaper(SKTypeface typeface)
    {
        using SKStreamAsset? stream = typeface.OpenStream(out int index);
        if (stream is null)
            return null;
        Blob blob = stream.ToHarfBuzzBlob();
        blob.MakeImmutable();
        var font = new Font(new Face(blob, index));
        font.SetScale(UnitsPerSize, UnitsPerSize);
        if (typeface.VariationDesignPositionCount > 0)
        {
            font.SetVariations([.. typeface.VariationDesignPosition.Select(
                axis => new Variation { Tag = axis.Axis, Value = axis.Value })]);
        }

        return font;
    }
}
