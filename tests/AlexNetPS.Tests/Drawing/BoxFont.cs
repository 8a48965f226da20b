using System.Buffers.Binary;
using System.Text;

namespace AlexNetPS.Tests.Drawing;

/// <summary>
/// A TrueType font whose glyphs are boxes of half its size, so that a test knows the width of each text on every
/// machine.
/// </summary>
public static class BoxFont
{
    private const int Em = 1000;

    /// <summary>Width of each letter in sizes of the font.</summary>
    public const double Advance = 0.5;

    /// <summary>Writes a font.</summary>
    /// <param name="path">File.</param>
    /// <param name="characters">What it has: letters beyond the first plane are left out.</param>
    /// <param name="family">Name.</param>
    public static void Write(string path, IEnumerable<char> characters, string family = "Boxes") =>
        File.WriteAllBytes(path, File1(characters, family));

    /// <summary>Writes a collection of fonts with the same letters.</summary>
    public static void WriteCollection(string path, IEnumerable<char> characters, params string[] families)
    {
        byte[][] fonts = [.. families.Select(family => File1(characters, family))];
        var file = new MemoryStream();
        int[] starts = new int[fonts.Length];
        starts[0] = 12 + 4 * fonts.Length;
        for (int i = 1; i < fonts.Length; i++)
            starts[i] = starts[i - 1] + fonts[i - 1].Length;
        file.Write("ttcf"u8);
        file.Write(Numbers(4, 0x10000, fonts.Length));
        foreach (int start in starts)
            file.Write(Numbers(4, start));
        for (int i = 0; i < fonts.Length; i++)
        {
            // The places of tables count from the start of the file.
            int tables = BinaryPrimitives.ReadInt16BigEndian(fonts[i].AsSpan(4));
            for (int table = 0; table < tables; table++)
            {
                Span<byte> place = fonts[i].AsSpan(12 + 16 * table + 8, 4);
                BinaryPrimitives.WriteInt32BigEndian(place, BinaryPrimitives.ReadInt32BigEndian(place) + starts[i]);
            }

            file.Write(fonts[i]);
        }

        File.WriteAllBytes(path, file.ToArray());
    }

    private static byte[] File1(IEnumerable<char> characters, string family)
    {
        char[] letters = [.. characters.Distinct().Order()];
        int glyphs = letters.Length + 1;
        // A box from (100, 0) to (400, 700).
        byte[] box = [.. Numbers(2, 1, 100, 0, 400, 700, 3, 0), 1, 1, 1, 1, .. Numbers(2, 100, 0, 300, 0, 0, 700, 0, -700)];
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["cmap"] = CharacterMap(letters),
            ["glyf"] = [.. Enumerable.Repeat(box, glyphs).SelectMany(bytes => bytes)],
            ["head"] =
            [
                .. Numbers(4, 0x10000, 0x10000, 0, 0x5F0F3CF5), .. Numbers(2, 0, Em), .. new byte[16],
                .. Numbers(2, 0, 0, 500, 700, 0, 8, 2, 1, 0),
            ],
            ["hhea"] = [.. Numbers(4, 0x10000), .. Numbers(2, 800, -200, 0, 500, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, glyphs)],
            ["hmtx"] = [.. Enumerable.Repeat(Numbers(2, (int)(Em * Advance), 100), glyphs).SelectMany(bytes => bytes)],
            ["loca"] = [.. Enumerable.Range(0, glyphs + 1).SelectMany(i => Numbers(4, i * box.Length))],
            ["maxp"] = [.. Numbers(4, 0x10000), .. Numbers(2, glyphs, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
            ["name"] = Names(family),
            ["post"] = Numbers(4, 0x30000, 0, 0, 0, 0, 0, 0, 0),
        };
        var directory = new List<byte>([.. Numbers(4, 0x10000), .. Numbers(2, tables.Count, 128, 3, 16)]);
        var data = new List<byte>();
        int start = 12 + 16 * tables.Count;
        foreach ((string name, byte[] table) in tables)
        {
            directory.AddRange([.. Encoding.ASCII.GetBytes(name), .. Numbers(4, 0, start + data.Count, table.Length)]);
            data.AddRange(table);
            data.AddRange(new byte[(4 - data.Count % 4) % 4]);
        }

        return [.. directory, .. data];
    }

    // Format 12: a group for each letter.
    private static byte[] CharacterMap(char[] letters) =>
    [
        .. Numbers(2, 0, 1, 3, 10), .. Numbers(4, 12), .. Numbers(2, 12, 0),
        .. Numbers(4, 16 + 12 * letters.Length, 0, letters.Length),
        .. letters.SelectMany((letter, i) => Numbers(4, letter, letter, i + 1)),
    ];

    private static byte[] Names(string family)
    {
        byte[] text = Encoding.BigEndianUnicode.GetBytes(family);
        return [.. Numbers(2, 0, 1, 18, 3, 1, 0x409, 1, text.Length, 0), .. text];
    }

    private static byte[] Numbers(int size, params int[] values)
    {
        byte[] bytes = new byte[size * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (size == 2)
                BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2 * i), (short)values[i]);
            else
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }
}
