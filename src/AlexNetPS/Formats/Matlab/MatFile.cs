using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Formats.Matlab;

/// <summary>
/// Reads the structure array of a level 5 MATLAB file such as ILSVRC's meta.mat: strings and scalars; other values are
/// skipped. Little-endian, compressed or not.
/// </summary>
/// <remarks>MathWorks, "MAT-File Format", Level 5.</remarks>
internal static class MatFile
{
    private const int HeaderLength = 128, MaximumBytes = 64 << 20, MaximumElements = 1_000_000;
    private const int Matrix = 14, Compressed = 15;
    private const int StructureClass = 2, TextClass = 4;

    /// <summary>
    /// Returns the structures of the file's first structure array; each field is a string, a double, or null for other
    /// values.
    /// </summary>
    /// <exception cref="InvalidDataException">Not a level 5 MATLAB file, or damaged.</exception>
    public static List<Dictionary<string, object?>> ReadStructures(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || file[126] != 'I' || file[127] != 'M' || file[125] != 1)
            throw new InvalidDataException("it is not a MATLAB file of level 5 (little endian)");
        for (ReadOnlySpan<byte> rest = file[HeaderLength..]; rest.Length >= 8;)
        {
            ReadOnlySpan<byte> content = Next(ref rest, out int type);
            if (type == Compressed)
            {
                ReadOnlySpan<byte> inflated = Inflate(content);
                content = Next(ref inflated, out type);
            }

            if (type == Matrix && TryReadStructures(content, out List<Dictionary<string, object?>> structures))
                return structures;
        }

        throw new InvalidDataException("it holds no array of structures");
    }

    private static bool TryReadStructures(ReadOnlySpan<byte> matrix, out List<Dictionary<string, object?>> structures)
    {
        structures = [];
        (int kind, long count) = ReadShape(ref matrix);
        if (kind != StructureClass)
            return false;
        int width = BinaryPrimitives.ReadInt32LittleEndian(AtLeast(Next(ref matrix, out _), 4));
        ReadOnlySpan<byte> names = Next(ref matrix, out _);
        if (width is < 1 or > 64 || names.Length % width != 0)
            throw new InvalidDataException("its field names are damaged");
        List<string> fields = [];
        for (int i = 0; i < names.Length; i += width)
            fields.Add(TarHeader.Text(names.Slice(i, width)));
        if (count * fields.Count > MaximumElements)
            throw new InvalidDataException($"it holds {count} structures, which is more than a table of classes has");
        for (long i = 0; i < count; i++)
        {
            var structure = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (string field in fields)
            {
                ReadOnlySpan<byte> value = Next(ref matrix, out int type);
                structure[field] = type == Matrix ? ReadValue(value) : null;
            }

            structures.Add(structure);
        }

        return true;
    }

    private static object? ReadValue(ReadOnlySpan<byte> matrix)
    {
        if (matrix.Length == 0)
            return null;
        (int kind, long count) = ReadShape(ref matrix);
        if (matrix.Length == 0 || kind != TextClass && (kind < 6 || count != 1))
            return null;
        ReadOnlySpan<byte> data = Next(ref matrix, out int type);
        if (kind == TextClass)
            return (type is 4 or 17 ? Encoding.Unicode : Encoding.UTF8).GetString(data);
        double? number = type switch
        {
            1 => (sbyte)AtLeast(data, 1)[0],
            2 => AtLeast(data, 1)[0],
            3 => BinaryPrimitives.ReadInt16LittleEndian(AtLeast(data, 2)),
            4 => BinaryPrimitives.ReadUInt16LittleEndian(AtLeast(data, 2)),
            5 => BinaryPrimitives.ReadInt32LittleEndian(AtLeast(data, 4)),
            6 => BinaryPrimitives.ReadUInt32LittleEndian(AtLeast(data, 4)),
            7 => BinaryPrimitives.ReadSingleLittleEndian(AtLeast(data, 4)),
            9 => BinaryPrimitives.ReadDoubleLittleEndian(AtLeast(data, 8)),
            _ => null,
        };
        return number;
    }

    /// <summary>Reads flags, dimensions and name, which start every matrix.</summary>
    private static (int Kind, long Count) ReadShape(ref ReadOnlySpan<byte> matrix)
    {
        int kind = AtLeast(Next(ref matrix, out _), 8)[0];
        ReadOnlySpan<byte> dimensions = Next(ref matrix, out _);
        long count = dimensions.Length is >= 8 and <= 32 ? 1 : 0;
        for (int i = 0; i + 4 <= dimensions.Length && count > 0; i += 4)
        {
            count = Math.Min(count * Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(dimensions[i..])),
                int.MaxValue);
        }

        Next(ref matrix, out _);
        return (kind, count);
    }

    /// <summary>
    /// Splits off the next element: four bytes of type and four of length, or two and two with up to four bytes of
    /// data.
    /// </summary>
    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest, out int type)
    {
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(AtLeast(rest, 8));
        ReadOnlySpan<byte> content;
        if (first >> 16 != 0)
        {
            content = rest.Slice(4, first >> 16 <= 4 ? (int)(first >> 16) : throw Damaged());
            rest = rest[8..];
            type = (int)(first & 0xFFFF);
            return content;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (length > rest.Length - 8)
            throw Damaged();
        content = rest.Slice(8, (int)length);
        int padded = first == Compressed ? 8 + (int)length : 8 + ((int)length + 7 & ~7);
        rest = rest[Math.Min(padded, rest.Length)..];
        type = (int)first;
        return content;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream(content.ToArray());
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (inflated.Length + read > MaximumBytes)
                throw new InvalidDataException("it unpacks to more than a table of classes has");
            inflated.Write(buffer, 0, read);
        }

        return inflated.ToArray();
    }

    private static ReadOnlySpan<byte> AtLeast(ReadOnlySpan<byte> data, int length) => data.Length >= length
        ? data
        : throw Damaged();

    private static InvalidDataException Damaged() => new("it is damaged: an element is longer than its container");
}
