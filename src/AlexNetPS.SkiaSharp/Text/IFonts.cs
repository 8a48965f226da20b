using System.Text;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Fonts to choose from.</summary>
internal interface IFonts
{
    /// <summary>The font of plain text; null if there is no font.</summary>
    FontFace? Default { get; }

    /// <summary>Returns a font that has all these characters; null if none does.</summary>
    /// <param name="characters">A letter and its marks, or an emoji.</param>
    /// <param name="kind">Their script.</param>
    FontFace? With(ReadOnlySpan<Rune> characters, TextScript kind);
}
