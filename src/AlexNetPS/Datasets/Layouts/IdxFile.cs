using System.Buffers.Binary;
using System.IO.Compression;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>The IDX format of MNIST and its successors: unsigned bytes with their dimensions before them, plain or gzip.</summary>
/// <param name="Dimensions">Sizes, slowest first.</param>
/// <param name="Data">Their product of bytes.</param>
internal sealed record IdxFile(IReadOnlyList<int> Dimensions, byte[] Data)
{
    private const byte UnsignedByte = 8;

    /// <exception cref="DatasetException">Not an IDX file, or damaged.</exception>
    public static IdxFile Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            Span<byte> word = stackalloc byte[4];
            stream.ReadExactly(word);
            if (word[0] != 0 || word[1] != 0 || word[2] != UnsignedByte || word[3] is < 1 or > 4)
                throw new DatasetException($"'{path}' is not an IDX file of unsigned bytes: it starts with {Convert.ToHexString(word)}. Fetch it again.");
            int[] dimensions = new int[word[3]];
            long length = 1;
            foreach (ref int dimension in dimensions.AsSpan())
            {
                stream.ReadExactly(word);
                dimension = BinaryPrimitives.ReadInt32BigEndian(word);
                length = dimension > 0 && length > 0 ? length * dimension : -1;
                if (length is < 0 or > 0x7FFFFFC7)
                    throw new DatasetException($"'{path}' has impossible dimensions: {string.Join(" x ", dimensions)}. Fetch it again.");
            }

            byte[] data = new byte[length];
            stream.ReadExactly(data);
            return new IdxFile(dimensions, data);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw new DatasetException($"'{path}' is damaged: it ends early or its compression is broken. Fetch it again.", exception);
        }
    }
}
