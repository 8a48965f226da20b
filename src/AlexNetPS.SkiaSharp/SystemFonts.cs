using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Fonts of the system. Skia's library without dependencies does not search for them on Linux.</summary>
internal static class SystemFonts
{
    private static readonly string[] _folders = ["/usr/share/fonts", "/usr/local/share/fonts"];

    private static readonly Lazy<SKTypeface?> _plain = new(() => Find("DejaVuSans.ttf"));
    private static readonly Lazy<SKTypeface?> _bold = new(() => Find("DejaVuSans-Bold.ttf"));

    /// <summary>Returns a font; null if the system has none.</summary>
    public static SKTypeface? Of(bool bold) => bold ? _bold.Value ?? _plain.Value : _plain.Value;

    private static SKTypeface? Find(string preferred)
    {
        SkiaLibrary.Require();
        if (!OperatingSystem.IsLinux())
            return SKTypeface.Default;
        string[] files = [.. _folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.ttf", SearchOption.AllDirectories))];
        string? file = files.FirstOrDefault(name => Path.GetFileName(name) == preferred) ?? files.FirstOrDefault();
        return file is null ? null : SKTypeface.FromFile(file);
    }
}
