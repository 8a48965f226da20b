using System.Buffers.Binary;

namespace AlexNetPS.Imaging;

/// <summary>Reads the EXIF orientation. Damaged or hostile data reads as upright.</summary>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112, ShortType = 3;

    /// <param name="tiff">The TIFF structure: after "Exif\0\0" in JPEG, the whole eXIf chunk in PNG.</param>
    public static Orientation Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
            return Orientation.Upright;
        bool little = tiff[0] == 'I' && tiff[1] == 'I';
        if (!little && !(tiff[0] == 'M' && tiff[1] == 'M') || UInt16(tiff[2..], little) != 42)
            return Orientation.Upright;
        uint directory = UInt32(tiff[4..], little);
        if (directory > (uint)tiff.Length - 2)
            return Orientation.Upright;
        ReadOnlySpan<byte> entries = tiff[(int)directory..];
        int count = UInt16(entries, little);
        entries = entries[2..];
        for (; count > 0 && entries.Length >= 12; count--, entries = entries[12..])
        {
            if (UInt16(entries, little) != OrientationTag)
                continue;
            int value = UInt16(entries[2..], little) == ShortType ? UInt16(entries[8..], little) : 0;
            return value is >= 1 and <= 8 ? (Orientation)value : Orientation.Upright;
        }

        return Orientation.Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
