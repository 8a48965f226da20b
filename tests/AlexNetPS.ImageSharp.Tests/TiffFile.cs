using System.Buffers.Binary;

namespace AlexNetPS.ImageSharp.Tests;

/// <summary>
/// Makes TIFF files of one gray or color image, uncompressed in one strip, unless tags say otherwise. Those of color state
/// the bits of one sample only, which decoders do not take.
/// </summary>
internal static class TiffFile
{
    public const int Width = 20, Height = 10;

    private const int Header = 8, EntryLength = 12;
    private const ushort Ascii = 2, Short = 3, Long = 4;

    /// <param name="samples">Samples per pixel.</param>
    /// <param name="directoryFirst">Whether the directory comes before the pixels.</param>
    /// <param name="make">Maker of the camera; empty for none.</param>
    /// <param name="tags">Tags to set, or with null to remove.</param>
    public static byte[] Of(int samples = 1, bool directoryFirst = false, string make = "",
        params (ushort Tag, uint? Value)[] tags)
    {
        byte[] pixels = [.. Enumerable.Range(0, Width * Height * samples).Select(i => (byte)(i % 251))];
        byte[] text = [.. System.Text.Encoding.ASCII.GetBytes(make), 0];
        var all = new SortedDictionary<ushort, uint>
        {
            [256] = Width,
            [257] = Height,
            [258] = 8,
            [259] = 1,
            [262] = samples == 1 ? 1u : 2,
            [277] = (uint)samples,
            [278] = Height,
            [279] = (uint)pixels.Length,
        };
        foreach ((ushort tag, uint? value) in tags)
        {
            if (value is { } set)
                all[tag] = set;
            else
                all.Remove(tag);
        }

        int entries = all.Count + 1 + (make.Length > 0 ? 1 : 0), length = 2 + entries * EntryLength + 4;
        int directory = directoryFirst ? Header : Header + pixels.Length, texts = directory + length;
        if (!all.ContainsKey(273))
            all[273] = (uint)(directoryFirst ? texts + text.Length : Header);
        byte[] file = new byte[Header + length + text.Length + pixels.Length];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
        pixels.CopyTo(file, (int)(directoryFirst ? texts + text.Length : Header));
        text.CopyTo(file, texts);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(directory), (ushort)entries);
        int at = directory + 2;
        foreach ((ushort tag, uint value) in all)
            Entry(tag, value > ushort.MaxValue ? Long : Short, 1, value);
        if (make.Length > 0)
            Entry(271, Ascii, (uint)text.Length, (uint)texts);
        return file;

        void Entry(ushort tag, ushort type, uint count, uint value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), type);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 4), count);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 8), value);
            at += EntryLength;
        }
    }
}
