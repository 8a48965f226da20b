using System.Buffers.Binary;
using System.IO.Compression;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Makes IDX files of 4 x 4 images whose pixels are the label plus the position.</summary>
internal static class IdxFiles
{
    public const int Side = 4, Pixels = Side * Side;

    public static byte[] Images(params int[] labels) => Images(labels, labels.Length);

    public static byte[] Images(int[] labels, int claimed)
    {
        byte[] file = new byte[16 + labels.Length * Pixels];
        Header(file, 0x803, claimed, Side, Side);
        for (int i = 0; i < file.Length - 16; i++)
            file[16 + i] = (byte)(labels[i / Pixels] + i % Pixels);
        return file;
    }

    public static byte[] Labels(params int[] labels)
    {
        byte[] file = new byte[8 + labels.Length];
        Header(file, 0x801, labels.Length);
        for (int i = 0; i < labels.Length; i++)
            file[8 + i] = (byte)labels[i];
        return file;
    }

    /// <summary>Labels as in QMNIST: rows of eight numbers of 32 bits.</summary>
    public static byte[] WideLabels(params int[] labels)
    {
        byte[] file = new byte[12 + labels.Length * 32];
        Header(file, 0xC02, labels.Length, 8);
        for (int i = 0; i < labels.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12 + i * 32), labels[i]);
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16 + i * 32), 77);
        }

        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Labels that count from a first to a last one and start again.</summary>
    public static int[] Counting(int first, int last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => first + i % (last - first + 1))];

    /// <summary>Writes a pair of files: {stem}-images-idx3-ubyte and its labels.</summary>
    public static void WritePair(TemporaryFolder folder, string stem, int[] labels, bool packed = false)
    {
        string end = packed ? ".gz" : "";
        folder.Write($"{stem}-images-idx3-ubyte{end}", packed ? Gzip(Images(labels)) : Images(labels));
        folder.Write($"{stem}-labels-idx1-ubyte{end}", packed ? Gzip(Labels(labels)) : Labels(labels));
    }

    private static void Header(byte[] file, params ReadOnlySpan<int> words)
    {
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), words[i]);
    }
}
