using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Writes a table of synsets as MATLAB would: a compressed array of structures.</summary>
internal static class MatFileWriter
{
    public static byte[] Synsets(params (int Id, string Synset, string Words)[] rows)
    {
        List<byte> content = [];
        content.AddRange(Element(6, [2, 0, 0, 0, 0, 0, 0, 0]));
        content.AddRange(Element(5, [.. Int(rows.Length), .. Int(1)]));
        content.AddRange(Element(1, Encoding.ASCII.GetBytes("synsets")));
        content.AddRange(Element(5, Int(16)));
        content.AddRange(Element(1,
            Encoding.ASCII.GetBytes(
                "ILSVRC2012_ID\0\0\0WNID\0\0\0\0\0\0\0\0\0\0\0\0words\0\0\0\0\0\0\0\0\0\0\0children\0\0\0\0\0\0\0\0")));
        foreach ((int id, string synset, string words) in rows)
        {
            // MATLAB stores a double that is a whole number in the fewest bytes.
            content.AddRange(Matrix(6, 1, Element(4, [(byte)id, (byte)(id >> 8)])));
            content.AddRange(Matrix(4, synset.Length, Element(4, Encoding.Unicode.GetBytes(synset))));
            content.AddRange(Matrix(4, words.Length, Element(16, Encoding.UTF8.GetBytes(words))));
            content.AddRange(Matrix(6, 0, Element(9, [])));
        }

        using var file = new MemoryStream();
        byte[] header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(116), header);
        (header[124], header[125], header[126], header[127]) = (0, 1, (byte)'I', (byte)'M');
        file.Write(header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(Element(14, [.. content]));
        file.Write(Int(15));
        file.Write(Int((int)packed.Length));
        file.Write(packed.ToArray());
        return file.ToArray();
    }

    private static byte[] Matrix(byte kind, int count, byte[] data) =>
        Element(14, [.. Element(6, [kind, 0, 0, 0, 0, 0, 0, 0]),
            .. Element(5, [.. Int(count == 0 ? 0 : 1), .. Int(count)]), .. Element(1, []), .. data]);

    /// <summary>Up to four bytes go into the tag itself.</summary>
    private static byte[] Element(int type, byte[] data) => data.Length is > 0 and <= 4
        ? [(byte)type, 0, (byte)data.Length, 0, .. data, .. new byte[4 - data.Length]]
        : [.. Int(type), .. Int(data.Length), .. data, .. new byte[-data.Length & 7]];

    private static byte[] Int(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
