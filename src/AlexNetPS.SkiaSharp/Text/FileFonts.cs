using System.Text;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>
/// Fonts of files. Skia's library without dependencies does not search for any on Linux. A file is opened when a text
/// has characters that no font opened before has.
/// </summary>
internal sealed class FileFonts : IFonts
{
    private readonly Lock _gate = new();
    private readonly Lazy<IReadOnlyList<string>> _files;
    private readonly Dictionary<string, FontFace[]> _opened = [];
    private readonly Dictionary<string, FontFace?> _found = [];
    private readonly Lazy<FontFace?> _default;

    /// <param name="search">Returns the files, those to try first before the others. Called when it is needed.</param>
    public FileFonts(Func<IReadOnlyList<string>> search)
    {
        _files = new(search);
        // A font of symbols alone is none for text.
        _default = new(() => With([new('a'), new('0')], TextScript.Latin));
    }

    /// <inheritdoc/>
    public FontFace? Default => _default.Value;

    /// <inheritdoc/>
    public FontFace? With(ReadOnlySpan<Rune> characters, TextScript kind)
    {
        var key = new StringBuilder(kind.Region).Append('\n');
        foreach (Rune character in characters)
            key.Append(character.ToString());
        lock (_gate)
        {
            if (!_found.TryGetValue(key.ToString(), out FontFace? found))
                _found[key.ToString()] = found = Find(characters, kind);
            return found;
        }
    }

    private FontFace? Find(ReadOnlySpan<Rune> characters, TextScript kind)
    {
        // Sorting keeps the order of the others.
        foreach (string file in _files.Value.OrderBy(file => IsNamed(file, kind) ? 0 : 1))
        {
            FontFace? first = null;
            foreach (FontFace face in Open(file))
            {
                if (!face.Has(characters))
                    continue;
                first ??= face;
                // Of a collection, the font of the language: characters of Chinese and Japanese differ.
                if (kind.Region is null
                    || face.Typeface.FamilyName.EndsWith(' ' + kind.Region, StringComparison.Ordinal))
                {
                    return face;
                }
            }

            if (first is not null)
                return first;
        }

        return null;
    }

    private static bool IsNamed(string file, TextScript kind) =>
        kind.Name is string name && Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase);

    // Damaged files are as if they were not there.
    private FontFace[] Open(string file)
    {
        if (_opened.TryGetValue(file, out FontFace[]? faces))
            return faces;
        string? bold = FontFile.BoldOf(file);
        return _opened[file] =
        [
            .. from index in Enumerable.Range(0, FontFile.Faces(file))
               let typeface = SKTypeface.FromFile(file, index)
               where typeface is not null
               select new FontFace(typeface, () => bold is null ? null : SKTypeface.FromFile(bold, index)),
        ];
    }
}
