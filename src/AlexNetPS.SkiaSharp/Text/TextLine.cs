using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>A line of text as glyphs: its runs of one font, script and direction, from left to right.</summary>
internal sealed class TextLine
{
    private readonly IReadOnlyList<GlyphRun> _runs;

    private TextLine(IReadOnlyList<GlyphRun> runs, IReadOnlyList<(Rune, TextScript)> missing) =>
        (_runs, Missing, Width) = (runs, missing, runs.Sum(run => run.Width));

    /// <summary>Width in sizes of the font.</summary>
    public double Width { get; }

    /// <summary>Characters that no font has.</summary>
    public IReadOnlyList<(Rune Character, TextScript Script)> Missing { get; }

    /// <summary>Shapes a line.</summary>
    /// <param name="text">The text. Line ends and other controls are spaces, marks of direction are left out.</param>
    /// <param name="fonts">The fonts, at least one.</param>
    /// <param name="bold">Whether it is bold.</param>
    public static TextLine Of(string text, IFonts fonts, bool bold)
    {
        Rune[] characters = Characters(text);
        byte[] levels = BidiLevels.Of(characters);
        var missing = new List<(Rune, TextScript)>();
        List<Part> parts = Parts(characters, levels, fonts, missing);
        return new(
            [.. BidiLevels.Order([.. parts.Select(part => part.Level)])
                .Select(i => GlyphRun.Of(characters, parts[i], bold))], missing);
    }

    /// <summary>Draws the line.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Baseline.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="paint">Its color.</param>
    public void Draw(SKCanvas canvas, double x, double y, double size, SKPaint paint)
    {
        foreach (GlyphRun run in _runs)
        {
            run.Draw(canvas, x, y, size, paint);
            x += run.Width * size;
        }
    }

    private static Rune[] Characters(string text)
    {
        var characters = new List<Rune>(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            bool isDirection = character.Value is 0x200E or 0x200F or 0x061C or (>= 0x202A and <= 0x202E)
                or (>= 0x2066 and <= 0x2069);
            bool isSpace = Rune.IsControl(character) || character.Value is 0x2028 or 0x2029;
            if (!isDirection)
                characters.Add(isSpace ? new(' ') : character);
        }

        return [.. characters];
    }

    private static List<Part> Parts(Rune[] characters, byte[] levels, IFonts fonts, List<(Rune, TextScript)> missing)
    {
        string text = string.Concat(characters.Select(character => character.ToString()));
        TextScript hanzi = TextScript.Hanzi(text);
        var parts = new List<Part>();
        for (int at = 0, unit = 0; at < characters.Length;)
        {
            int units = StringInfo.GetNextTextElementLength(text, unit), count = 0;
            for (int left = units; left > 0; count++)
                left -= characters[at + count].Utf16SequenceLength;
            ReadOnlySpan<Rune> cluster = characters.AsSpan(at, count);
            TextScript script = ScriptOf(cluster);
            if (script.Name == hanzi.Name)
                script = hanzi;
            Part? last = parts.Count > 0 ? parts[^1] : null;
            FontFace? face = FaceOf(cluster, script, last, fonts);
            if (face is null)
            {
                missing.Add((cluster[0], script));
                face = last?.Face ?? fonts.Default!;
            }

            bool joins = last is not null && last.Level == levels[at] && last.Face == face
                && (script == last.Script || script == TextScript.Common || last.Script == TextScript.Common);
            if (joins)
                parts[^1] = last! with { End = at + count, Script = last.Script == TextScript.Common ? script : last.Script };
            else
                parts.Add(new(at, at + count, levels[at], face, script));
            (at, unit) = (at + count, unit + units);
        }

        return parts;
    }

    private static FontFace? FaceOf(ReadOnlySpan<Rune> cluster, TextScript script, Part? last, IFonts fonts)
    {
        // Spaces and punctuation are of the font of the word before them.
        if (script == TextScript.Common && last?.Face.Has(cluster) == true)
            return last.Face;
        if (script != TextScript.Emoji && script.Region is null && fonts.Default!.Has(cluster))
            return fonts.Default;
        if (fonts.With(cluster, script) is FontFace face)
            return face;
        // A letter and its mark may be one character of the font.
        Rune[] composed = [.. string.Concat(cluster.ToArray().Select(character => character.ToString()))
            .Normalize(NormalizationForm.FormC).EnumerateRunes()];
        if (composed.Length < cluster.Length)
            return fonts.Default!.Has(composed) ? fonts.Default : fonts.With(composed, script);
        return cluster.Length > 1 ? fonts.With(cluster[..1], script) : null;
    }

    private static TextScript ScriptOf(ReadOnlySpan<Rune> cluster)
    {
        TextScript found = TextScript.Common;
        foreach (Rune character in cluster)
        {
            TextScript script = TextScript.Of(character);
            if (script == TextScript.Emoji)
                return script;
            if (found == TextScript.Common)
                found = script;
        }

        return found;
    }
}

/// <summary>Characters of one font, script and direction.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">Character after the last.</param>
/// <param name="Level">Level of their direction.</param>
/// <param name="Face">The font.</param>
/// <param name="Script">The script.</param>
internal sealed record Part(int Start, int End, byte Level, FontFace Face, TextScript Script);
