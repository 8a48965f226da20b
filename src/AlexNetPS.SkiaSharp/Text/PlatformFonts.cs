using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Fonts that the system finds.</summary>
internal sealed class PlatformFonts : IFonts
{
    private readonly ConcurrentDictionary<int, FontFace?> _found = [];
    private readonly Lazy<FontFace?> _default = new(static () =>
        SKTypeface.Default is { IsEmpty: false } typeface ? Face(typeface) : null);

    /// <inheritdoc/>
    public FontFace? Default => _default.Value;

    /// <inheritdoc/>
    public FontFace? With(ReadOnlySpan<Rune> characters, TextScript kind)
    {
        FontFace? found = _found.GetOrAdd(characters[0].Value, static (character, language) =>
            SKFontManager.Default.MatchCharacter(null, SKFontStyle.Normal, language is null ? [] : [language], character)
                is SKTypeface typeface ? Face(typeface) : null, kind.Language);
        return found?.Has(characters) == true ? found : null;
    }

    private static FontFace Face(SKTypeface typeface) =>
        new(typeface, () => SKFontManager.Default.MatchFamily(typeface.FamilyName, SKFontStyle.Bold));
}
