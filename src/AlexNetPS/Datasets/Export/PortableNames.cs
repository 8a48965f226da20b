using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Export;

/// <summary>
/// File and folder names that every system can have, unique in their folder and the same in every export.
/// </summary>
/// <remarks>
/// Each of the characters below 32 and <c>&lt; &gt; : " / \ | ? *</c> becomes '_', and so do dots and spaces at the
/// end. A name that starts with a dot (which hides a file) or a space, a name of a Windows device (CON, NUL, COM1) and
/// one of a folder that an import skips gets a '_' in front. A name of more than 180 bytes is cut. A name that is taken,
/// or equals another except for case, gets a '-' and eight digits of the SHA-256 of what it stands for.
/// </remarks>
internal sealed class PortableNames
{
    private const int MaximumBytes = 180, HashDigits = 8;

    private static readonly HashSet<string> _devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns a name for a folder.</summary>
    /// <param name="name">Name of a class.</param>
    public string Folder(string name)
    {
        string portable = Portable(name);
        // An import would not read a class in a folder of such a name.
        if (ImageNames.IsImage(portable) || ImageNames.IsClutter(portable))
            portable += "_";
        if (SystemFolders.Has(portable))
            portable = "_" + portable;
        return Unique(portable, "", name);
    }

    /// <summary>Returns a name for a file.</summary>
    /// <param name="name">Name of the file in its source.</param>
    /// <param name="extension">Extension, with the dot.</param>
    /// <param name="path">Path of the file relative to its source.</param>
    public string File(string name, string extension, string path)
    {
        string stem = name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name[..^extension.Length] : name;
        return Unique(Portable(stem), extension, path);
    }

    /// <summary>Returns the name without what some system cannot have.</summary>
    public static string Portable(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (Rune rune in name.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            bool isRejected = Rune.IsControl(rune) || rune.IsBmp && "<>:\"/\\|?*".Contains((char)rune.Value);
            text.Append(isRejected ? "_" : rune.ToString());
        }

        for (int i = text.Length - 1; i >= 0 && text[i] is '.' or ' '; i--)
            text[i] = '_';
        if (text.Length == 0 || text[0] is '.' or ' ')
            text.Insert(0, '_');
        string portable = Cut(text.ToString(), name);
        return _devices.Contains(portable.Split('.')[0].TrimEnd()) ? "_" + portable : portable;
    }

    private static string Cut(string name, string original)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaximumBytes)
            return name;
        var text = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaximumBytes)
                break;
            text.Append(rune.ToString());
        }

        return $"{text.ToString().TrimEnd('.', ' ')}-{Digits(original)}";
    }

    private string Unique(string stem, string extension, string path)
    {
        string name = stem + extension;
        for (string of = path; !_taken.Add(name); of += "\0")
            name = $"{stem}-{Digits(of)}{extension}";
        return name;
    }

    private static string Digits(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
}
