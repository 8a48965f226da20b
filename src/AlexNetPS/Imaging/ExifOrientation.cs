using System.Buffers.Binary;

namespace AlexNetPS.Imaging;

/// <summary>
/// Finds the orientation in EXIF data. As in Pillow each type of number counts, the last entry of the tag counts, and
/// damaged or hostile data has no orientation.
/// </summary>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112, XmpTag = 700;

    /// <summary>Returns the orientation; null if there is no such tag.</summary>
    /// <param name="exif">
    /// A TIFF structure: after "Exif\0\0" in JPEG, the whole eXIf chunk in PNG. Further "Exif\0\0" are skipped.
    /// </param>
    public static Orientation? Find(ReadOnlySpan<byte> exif)
    {
        while (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        return FindTag(exif, OrientationTag, out Entry entry)
            ? OrientationValue.From(entry.FirstNumber(exif))
            : null;
    }

    /// <summary>Returns the XMP packet of a TIFF file; empty if there is none.</summary>
    public static ReadOnlySpan<byte> FindXmp(ReadOnlySpan<byte> tiff) =>
        FindTag(tiff, XmpTag, out Entry entry) && entry.Type is Entry.Byte or Entry.Ascii or Entry.Undefined
            ? entry.Data(tiff)
            : default;

    private static bool FindTag(ReadOnlySpan<byte> tiff, ushort tag, out Entry found)
    {
        found = default;
        if (tiff.Length < 8)
            return false;
        bool little = tiff[0] == 'I' && tiff[1] == 'I', isFound = false;
        if (!little && !(tiff[0] == 'M' && tiff[1] == 'M') || Entry.UInt16(tiff[2..], little) != 42)
            return false;
        uint directory = Entry.UInt32(tiff[4..], little);
        if (directory > (uint)tiff.Length - 2)
            return false;
        int count = Entry.UInt16(tiff[(int)directory..], little), at = (int)directory + 2;
        for (; count > 0 && at + Entry.Length <= tiff.Length; count--, at += Entry.Length)
        {
            if (Entry.UInt16(tiff[at..], little) != tag)
                continue;
            var entry = new Entry(tiff.Slice(at, Entry.Length), at, little);
            if (!entry.Data(tiff).IsEmpty)
                (found, isFound) = (entry, true);
        }

        return isFound;
    }

    /// <summary>An entry of a directory: tag, type, count, and the values or their offset.</summary>
    private readonly struct Entry(ReadOnlySpan<byte> bytes, int at, bool little)
    {
        public const int Length = 12;
        public const ushort Byte = 1, Ascii = 2, Undefined = 7;

        private const ushort Short = 3, Long = 4, Rational = 5, SignedByte = 6, SignedShort = 8, SignedLong = 9,
            SignedRational = 10, Single = 11, Double = 12, Directory = 13, Long8 = 16;

        private readonly int _at = at;
        private readonly bool _little = little;
        private readonly uint _count = UInt32(bytes[4..], little);

        public ushort Type { get; } = UInt16(bytes[2..], little);

        private int Size => Type switch
        {
            Byte or Ascii or SignedByte or Undefined => 1,
            Short or SignedShort => 2,
            Long or SignedLong or Single or Directory => 4,
            Rational or SignedRational or Double or Long8 => 8,
            _ => 0,
        };

        /// <summary>
        /// Returns the values; empty if there are none, or not all of them, or their type is unknown.
        /// </summary>
        public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> tiff)
        {
            long length = (long)Size * _count, start = _at + 8;
            if (length > 4)
                start = UInt32(tiff[(_at + 8)..], _little);
            return start + length <= tiff.Length ? tiff.Slice((int)start, (int)length) : default;
        }

        /// <summary>Returns the first value; 0 if the type is not one of numbers.</summary>
        public double FirstNumber(ReadOnlySpan<byte> tiff)
        {
            ReadOnlySpan<byte> data = Data(tiff);
            return Type switch
            {
                Short => UInt16(data, _little),
                Long or Directory => UInt32(data, _little),
                SignedByte => (sbyte)data[0],
                SignedShort => (short)UInt16(data, _little),
                SignedLong => (int)UInt32(data, _little),
                Long8 => UInt64(data, _little),
                Rational => (double)UInt32(data, _little) / UInt32(data[4..], _little),
                SignedRational => (double)(int)UInt32(data, _little) / (int)UInt32(data[4..], _little),
                Single => BitConverter.UInt32BitsToSingle(UInt32(data, _little)),
                Double => BitConverter.UInt64BitsToDouble(UInt64(data, _little)),
                _ => 0,
            };
        }

        public static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) => little
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt16BigEndian(bytes);

        public static uint UInt32(ReadOnlySpan<byte> bytes, bool little) => little
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes);

        private static ulong UInt64(ReadOnlySpan<byte> bytes, bool little) => little
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
