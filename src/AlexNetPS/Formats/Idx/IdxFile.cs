using System.Buffers.Binary;
using System.Globalization;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Idx;

/// <summary>The IDX format of MNIST and its successors: dimensions followed by values, plain or gzip.</summary>
/// <param name="Dimensions">Sizes, slowest first.</param>
/// <param name="Type">Type of the values.</param>
/// <param name="Data">The values, highest byte first; empty if they were only checked.</param>
internal sealed record IdxFile(IReadOnlyList<int> Dimensions, IdxType Type, byte[] Data)
{
    /// <summary>Reads a file whole.</summary>
    /// <exception cref="FormatException">Not an IDX file, damaged, or with bytes behind its values.</exception>
    public static IdxFile Read(string path, params ReadOnlySpan<IdxType> types) => Open(path, types, keep: true);

    /// <summary>Checks a file up to its end and keeps only its dimensions.</summary>
    /// <exception cref="FormatException">Not an IDX file, damaged, or with bytes behind its values.</exception>
    public static IdxFile Check(string path, params ReadOnlySpan<IdxType> types) => Open(path, types, keep: false);

    /// <summary>
    /// Returns the first number of each row: of QMNIST's eight numbers of an image that is the label.
    /// </summary>
    public int[] FirstOfRows()
    {
        int size = SizeOf(Type), row = Dimensions.Skip(1).Aggregate(size, static (product, length) => product * length);
        int[] numbers = new int[Dimensions[0]];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> value = Data.AsSpan(i * row, size);
            numbers[i] = Type switch
            {
                IdxType.UnsignedByte => value[0],
                IdxType.SignedByte => (sbyte)value[0],
                IdxType.Int16 => BinaryPrimitives.ReadInt16BigEndian(value),
                _ => BinaryPrimitives.ReadInt32BigEndian(value),
            };
        }

        return numbers;
    }

    private static IdxFile Open(string path, ReadOnlySpan<IdxType> types, bool keep)
    {
        try
        {
            using FileStream file = InputFile.Open(path);
            // Browsers unpack files and keep the name, so the name does not tell.
            bool packed = GzipReader.IsGzip(file);
            using Stream stream = packed ? new GzipReader(file) : file;
            // Deflate compresses at most 1,032 bytes into one, so a small file cannot claim much memory.
            (int[] dimensions, IdxType type, int length) =
                ReadHeader(path, stream, types, packed ? 1032 * file.Length : int.MaxValue);
            if (!packed && file.Length - file.Position < length)
                throw Short(path, file.Length - file.Position, length, dimensions);
            byte[] data = keep ? new byte[length] : new byte[Math.Min(length, 1 << 16)];
            long done = keep ? stream.ReadAtLeast(data, length, throwOnEndOfStream: false) : Pass(stream, data, length);
            long more = done < length ? 0 : Pass(stream, new byte[1 << 12], long.MaxValue);
            return done < length ? throw Short(path, done, length, dimensions)
                : more > 0
                ? throw Damaged(path, $"{more:N0} {(more == 1 ? "byte follows" : "bytes follow")} its "
                    + $"{Shown(dimensions)} values")
                : new IdxFile(dimensions, type, keep ? data : []);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, e.Message, e);
        }
    }

    private static (int[] Dimensions, IdxType Type, int Length) ReadHeader(string path, Stream stream,
        ReadOnlySpan<IdxType> types, long most)
    {
        Span<byte> word = stackalloc byte[4];
        int read = stream.ReadAtLeast(word, word.Length, throwOnEndOfStream: false);
        if (read < word.Length)
            throw Damaged(path, $"it has {read} bytes");
        if (word[0] != 0 || word[1] != 0 || !Enum.IsDefined((IdxType)word[2]) || word[3] is < 1 or > 4)
        {
            throw new FormatException($"'{path}' is not an IDX file: it starts with "
                + $"{Convert.ToHexString(word)}. Fetch it again.");
        }

        var type = (IdxType)word[2];
        if (!types.Contains(type))
        {
            throw new FormatException($"'{path}' has values of the type {type}, not {string.Join(" or ", types.ToArray())}: "
                + $"it starts with {Convert.ToHexString(word)}.");
        }

        int[] dimensions = new int[word[3]];
        long length = SizeOf(type);
        for (int i = 0; i < dimensions.Length; i++)
        {
            if (stream.ReadAtLeast(word, word.Length, throwOnEndOfStream: false) < word.Length)
                throw Damaged(path, "it ends in its header");
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            length = dimensions[i] > 0 && length is > 0 and <= 0x7FFFFFC7 ? length * dimensions[i] : -1;
        }

        return length is > 0 and <= 0x7FFFFFC7 && length <= most
            ? (dimensions, type, (int)length)
            : throw new FormatException($"'{path}' has impossible dimensions: {Shown(dimensions)}. Fetch it again.");
    }

    /// <summary>Reads and drops bytes; returns how many there were.</summary>
    private static long Pass(Stream stream, byte[] buffer, long count)
    {
        long done = 0;
        while (done < count)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, count - done));
            if (read == 0)
                break;
            done += read;
        }

        return done;
    }

    private static string Shown(int[] dimensions) =>
        string.Join(" x ", dimensions.Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static int SizeOf(IdxType type) => type switch
    {
        IdxType.UnsignedByte or IdxType.SignedByte => 1,
        IdxType.Int16 => 2,
        IdxType.Float64 => 8,
        _ => 4,
    };

    private static FormatException Short(string path, long bytes, int expected, int[] dimensions) =>
        Damaged(path, $"it has {bytes:N0} of the {expected:N0} bytes of {Shown(dimensions)} values");

    private static FormatException Damaged(string path, string reason, Exception? inner = null) =>
        new($"'{path}' is damaged: {reason}. Fetch it again.", inner);
}
