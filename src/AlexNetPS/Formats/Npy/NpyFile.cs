using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Npy;

/// <summary>NumPy array files (format version 1.0), little-endian, row-major.</summary>
internal static partial class NpyFile
{
    /// <summary>
    /// Fixed length of every written header in bytes, so that a growing file's header can be rewritten last.
    /// </summary>
    public const int HeaderLength = 128;

    public static byte[] Header(string type, params ReadOnlySpan<long> shape)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{'descr': '{type}', 'fortran_order': False, 'shape': (");
        foreach (long size in shape)
            text.Append(CultureInfo.InvariantCulture, $"{size}, ");
        if (shape.Length > 1)
            text.Length -= 2;
        else if (shape.Length == 1)
            text.Length -= 1;
        text.Append("), }");
        byte[] header = new byte[HeaderLength];
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        (header[0], header[6], header[7], header[8], header[9]) = (0x93, 1, 0, HeaderLength - 10, 0);
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }

    public static void Write<T>(Stream file, string type, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        file.Write(Header(type, shape));
        file.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads all values of an array of a known type.</summary>
    /// <exception cref="InvalidDataException">Wrong element type, or damaged.</exception>
    public static T[] Read<T>(string path, string type, out long[] shape)
        where T : unmanaged
    {
        using FileStream file = File.OpenRead(RegularFile.Require(path));
        (string actual, shape, _) = ReadHeader(file, path);
        if (actual != type)
            throw new InvalidDataException($"'{path}' holds values of type {actual}, not {type}.");
        T[] values = new T[checked((int)shape.Aggregate(1L, (product, size) => product * size))];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads a header; the values start at the returned offset.</summary>
    /// <exception cref="InvalidDataException">Not a NumPy array file.</exception>
    public static (string Type, long[] Shape, long DataStart) ReadHeader(Stream file, string path)
    {
        Span<byte> start = stackalloc byte[10];
        file.ReadExactly(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw new InvalidDataException($"'{path}' is not a NumPy array file.");
        byte[] text = new byte[start[8] | start[9] << 8];
        file.ReadExactly(text);
        Match match = HeaderPattern().Match(Encoding.ASCII.GetString(text));
        if (!match.Success)
            throw new InvalidDataException($"'{path}' has a header that cannot be read.");
        long[] shape = [.. match.Groups["shape"].Value.Split(',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        return (match.Groups["type"].Value, shape, start.Length + text.Length);
    }

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex HeaderPattern();
}
