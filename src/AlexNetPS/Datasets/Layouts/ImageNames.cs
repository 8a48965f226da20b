namespace AlexNetPS.Datasets.Layouts;

/// <summary>Recognizes images and clutter by file name. Never decides how a file is read.</summary>
internal static class ImageNames
{
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp",
    };

    public static bool IsImage(ReadOnlySpan<char> name) => _extensions.Contains(Path.GetExtension(name).ToString());

    /// <summary>Whether desktop environments create files of this name in folders.</summary>
    public static bool IsClutter(ReadOnlySpan<char> name) =>
        name.StartsWith('.') || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
            || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
}
