using System.Buffers.Binary;
using System.IO.Compression;

namespace AlexNetPS.Formats.Idx;

/// <summary>The IDX format of MNIST and its successors: dimensions followed by unsigned bytes, plain or gzip.</summary>
/// <param name="Dimensions">Sizes, slowest first.</param>
/// <param name="Data">The values, one byte each.</param>
internal sealed record IdxFile(IReadOnlyList<int> Dimensions, byte[] Data)
{
    private const byte UnsignedByte = 8;

    /// <exception cref="FormatException">Not an IDX file, or damaged.</exception>
    public static IdxFile Read(string path) => Open(path, static (stream, dimensions) =>
    {
        byte[] data = new byte[dimensions.Aggregate(1, static (product, dimension) => product * dimension)];
        stream.ReadExactly(data);
        return new IdxFile(dimensions, data);
    });

    /// <exception cref="FormatException">Not an IDX file, or damaged.</exception>
    public static IReadOnlyList<int> ReadDimensions(string path) => Open(path, static (_, dimensions) => dimensions);

    private static T Open<T>(string path, Func<Stream, int[], T> read)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            Span<byte> word = stackalloc byte[4];
            stream.ReadExactly(word);
            if (word[0] != 0 || word[1] != 0 || word[2] != UnsignedByte || word[3] is < 1 or > 4)
            {
                throw new FormatException($"'{path}' is not an IDX file of unsigned bytes: it starts with "
                    + $"{Convert.ToHexString(word)}. Fetch it again.");
            }

            int[] dimensions = new int[word[3]];
            long length = 1;
            foreach (ref int dimension in dimensions.AsSpan())
            {
                stream.ReadExactly(word);
                dimension = BinaryPrimitives.ReadInt32BigEndian(word);
                length = dimension > 0 && length > 0 ? length * dimension : -1;
                // Deflate compresses at most 1,032 bytes into one, so a small file cannot claim much memory.
                if (length is < 0 or > 0x7FFFFFC7 || length > (stream is GZipStream ? 1032 * file.Length : file.Length))
                {
                    throw new FormatException(
                        $"'{path}' has impossible dimensions: {string.Join(" x ", dimensions)}. Fetch it again.");
                }
            }

            return read(stream, dimensions);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new FormatException(
                $"'{path}' is damaged: it ends early or its compression is broken. Fetch it again.", e);
        }
    }
}
