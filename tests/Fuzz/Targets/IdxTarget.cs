using System.Buffers.Binary;
using System.IO.Compression;
using AlexNetPS.Datasets;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>
/// IDX sets. An input is flags, the number of bytes of the first file, and two files: images and labels. The flags
/// choose the names, and whether a .gz is compressed or holds the bytes as they are.
/// </summary>
internal static class IdxTarget
{
    private const int HeaderBytes = 3;

    private static readonly (string Images, string Labels)[] _names =
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
        ("emnist-letters-test-images-idx3-ubyte", "emnist-letters-test-labels-idx1-ubyte"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
    ];

    public static FuzzTarget Target { get; } = new("idx", typeof(DatasetException))
    {
        Seeds = _ => Enumerable.Range(0, 16).Select(flags => Seed((byte)flags, flags % 3 + 1)),
        Read = static (input, folder) =>
        {
            folder = Directory.CreateDirectory(Path.Combine(folder, "set")).FullName;
            foreach (string old in Directory.EnumerateFiles(folder))
                File.Delete(old);
            if (input.Length < HeaderBytes)
                return;
            (string images, string labels) = _names[input[0] & 3];
            int split = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(1)), input.Length - HeaderBytes);
            Write(folder, images, input.AsSpan(HeaderBytes, split), input[0] >> 2 & 3);
            Write(folder, labels, input.AsSpan(HeaderBytes + split), input[0] >> 4 & 3);
            ListedImages.Read(folder, new() { IndexOnly = true });
        },
        // Deflate makes at most 1,032 bytes of one; they are held once.
        BytesPerByte = 3_000,
        Words = [[0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 9, 3], [0, 0, 8, 4], [0, 0, 0, 28], [0x1F, 0x8B], [0x7F, 0xFF, 0xFF, 0xFF]],
    };

    private static void Write(string folder, string name, ReadOnlySpan<byte> content, int compression)
    {
        string path = Path.Combine(folder, name + (compression == 0 ? "" : ".gz"));
        using FileStream file = File.Create(path);
        using Stream stream = compression == 1 ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(content);
    }

    private static byte[] Seed(byte flags, int count)
    {
        const int Side = 5;
        byte[] images = [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, Side, 0, 0, 0, Side, .. new byte[count * Side * Side]];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)i)];
        if ((flags >> 2 & 3) > 1)
            images = Packed(images);
        return [flags, (byte)images.Length, (byte)(images.Length >> 8), .. images, .. labels];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
