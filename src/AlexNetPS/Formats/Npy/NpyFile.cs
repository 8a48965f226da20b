using System.Globalization;
using System.Runtime.CompilerServices;
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
        using FileStream file = InputFile.Open(path);
        (string actual, shape, _) = ReadHeader(file, path);
        if (actual != type)
            throw new InvalidDataException($"'{path}' holds values of type {actual}, not {type}.");
        long count = Count(shape, (file.Length - file.Position) / Unsafe.SizeOf<T>())
            ?? throw new InvalidDataException($"'{path}' is cut off, or its header is damaged: it does not hold "
                + $"[{string.Join(", ", shape)}] values.");
        T[] values = new T[count];
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
            .Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new InvalidDataException($"'{path}' has a shape that cannot be read."))];
        return (match.Groups["type"].Value, shape, start.Length + text.Length);
    }

    /// <summary>Number of values of a shape; null if they are more than the file holds.</summary>
    private static long? Count(long[] shape, long held)
    {
        long count = 1;
        foreach (long size in shape)
        {
            if (size > 0 && count > Math.Min(held, Array.MaxLength) / size)
                return null;
            count *= size;
        }

        return count;
    }

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex HeaderPattern();
}
