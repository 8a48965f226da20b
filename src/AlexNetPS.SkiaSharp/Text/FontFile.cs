using AlexNetPS.Formats.Files;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>Files of fonts, and which of them to try first.</summary>
internal static class FontFile
{
    private static readonly string[] _endings = [".ttf", ".otf", ".ttc", ".otc"];

    // In the order of preference: upright, of medium weight, without serifs.
    private static readonly string[] _preferred =
        ["DejaVuSans", "NotoSans-Regular", "NotoSans", "LiberationSans-Regular", "FreeSans", "Arial"];

    private static readonly string[] _otherStyles =
    [
        "Italic", "Oblique", "Mono", "Condensed", "Narrow", "Serif", "Light", "Thin", "Black", "Medium", "Extra", "Semi",
        "Bold", "Heavy", "Display", "Math", "Looped", "Nastaliq", "Kufi",
    ];

    /// <summary>Folders in which Linux keeps fonts.</summary>
    public static IReadOnlyList<string> Folders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } own
            ? own
            : Path.Combine(home, ".local", "share");
        string shared = Environment.GetEnvironmentVariable("XDG_DATA_DIRS") is { Length: > 0 } given
            ? given
            : "/usr/local/share:/usr/share";
        return
        [
            .. shared.Split(':', StringSplitOptions.RemoveEmptyEntries).Prepend(data)
                .Select(folder => Path.Combine(folder, "fonts"))
                .Append(Path.Combine(home, ".fonts")).Append("/usr/share/fonts").Append("/usr/local/share/fonts")
                .Where(Path.IsPathFullyQualified).Distinct(),
        ];
    }

    /// <summary>Returns the fonts of folders, those to try first before the others.</summary>
    public static IReadOnlyList<string> Search(IEnumerable<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return
        [
            .. folders.Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", options))
                .Where(file => _endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Distinct().OrderBy(Rank).ThenBy(file => file, StringComparer.Ordinal),
        ];
    }

    /// <summary>Returns the number of fonts in a file: more than one in a collection.</summary>
    public static int Faces(string file)
    {
        if (!Path.GetExtension(file).EndsWith('c') && !Path.GetExtension(file).EndsWith('C'))
            return 1;
        Span<byte> header = stackalloc byte[12];
        try
        {
            using FileStream stream = InputFile.Open(file);
            stream.ReadExactly(header);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        // "ttcf", a version, and the number of fonts, of which no collection has a hundred.
        int faces = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header[8..]);
        return header.StartsWith("ttcf"u8) && faces is > 0 and < 100 ? faces : 0;
    }

    /// <summary>Returns the file of the bold form; null if there is none beside the file.</summary>
    public static string? BoldOf(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file), family =
            name.EndsWith("-Regular", StringComparison.Ordinal) ? name[..^"-Regular".Length] : name;
        string bold = Path.Combine(Path.GetDirectoryName(file)!, $"{family}-Bold{Path.GetExtension(file)}");
        return File.Exists(bold) ? bold : null;
    }

    private static int Rank(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        int preferred = Array.IndexOf(_preferred, name);
        if (preferred >= 0)
            return preferred;
        int styles = _otherStyles.Count(style => name.Contains(style, StringComparison.OrdinalIgnoreCase));
        return _preferred.Length + 2 * styles + (name.Contains("Sans", StringComparison.OrdinalIgnoreCase) ? 0 : 1);
    }
}
