using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Fonts of the system.</summary>
internal static class SystemFonts
{
    private static readonly Lazy<IFonts> _fonts = new(static () =>
    {
        SkiaLibrary.Require();
        return OperatingSystem.IsLinux() ? new FileFonts(() => FontFile.Search(FontFile.Folders())) : new PlatformFonts();
    });

    /// <summary>The fonts, searched when they are first needed.</summary>
    public static IFonts Fonts => _fonts.Value;

    /// <summary>Returns the font of plain text; null if the system has none.</summary>
    public static SKTypeface? Of(bool bold) => (bold ? Fonts.Default?.Bold : Fonts.Default)?.Typeface;
}
