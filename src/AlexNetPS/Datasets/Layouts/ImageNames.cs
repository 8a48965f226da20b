namespace AlexNetPS.Datasets.Layouts;

/// <summary>Recognizes images and clutter by file name. Never decides how a file is read.</summary>
internal static class ImageNames
{
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp",
    };

    // Images that are not read, by the name of their format.
    private static readonly Dictionary<string, string> _unread = new(StringComparer.OrdinalIgnoreCase)
    {
        [".heic"] = "HEIC",
        [".heif"] = "HEIC",
        [".hif"] = "HEIC",
        [".avif"] = "AVIF",
        [".jxl"] = "JPEG XL",
        [".jp2"] = "JPEG 2000",
        [".j2k"] = "JPEG 2000",
        [".jpx"] = "JPEG 2000",
        [".jxr"] = "JPEG XR",
        [".psd"] = "PSD",
        [".svg"] = "SVG",
        [".dcm"] = "DICOM",
        [".dicom"] = "DICOM",
        [".exr"] = "OpenEXR",
        [".dng"] = "camera RAW",
        [".cr2"] = "camera RAW",
        [".cr3"] = "camera RAW",
        [".crw"] = "camera RAW",
        [".nef"] = "camera RAW",
        [".nrw"] = "camera RAW",
        [".arw"] = "camera RAW",
        [".sr2"] = "camera RAW",
        [".orf"] = "camera RAW",
        [".rw2"] = "camera RAW",
        [".raf"] = "camera RAW",
        [".pef"] = "camera RAW",
    };

    /// <summary>Extensions of images that are read, with the dot.</summary>
    public static IReadOnlySet<string> Extensions => _extensions;

    public static bool IsImage(ReadOnlySpan<char> name) =>
        _extensions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Path.GetExtension(name));

    /// <summary>Returns the format of images of this name that are not read; null for any other name.</summary>
    public static string? UnreadFormat(ReadOnlySpan<char> name) =>
        _unread.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Path.GetExtension(name), out string? format)
            ? format
            : null;

    /// <summary>Whether desktop environments create files of this name in folders.</summary>
    public static bool IsClutter(ReadOnlySpan<char> name) =>
        name.StartsWith('.') || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
            || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
}
