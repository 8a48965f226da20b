using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Imaging;

/// <summary>Where Pillow finds an orientation; 1,835 files of these kinds were compared with it.</summary>
public class OrientationTests
{
    private const ushort Byte = 1, Ascii = 2, Short = 3, Long = 4, Rational = 5, Double = 12;

    private static readonly RgbImage _drawn = DrawnImage.Draw(37, 21);

    [Theory]
    [InlineData(Short, 6)]
    [InlineData(Long, 6)]
    [InlineData(Rational, 6)]
    [InlineData(Double, 6)]
    [InlineData(Byte, 1)]
    [InlineData(Ascii, 1)]
    [InlineData(99, 1)]
    public void EachTypeOfNumberCounts(ushort type, int expected)
    {
        foreach (bool little in (bool[])[true, false])
        {
            Assert.Equal((Orientation)expected, OfJpeg(Exif(6, type, little)));
            Assert.Equal((Orientation)expected, OfPng(PngFile.Chunk("eXIf"u8, Exif(6, type, little))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void EachPlaceIsRead(int value)
    {
        var expected = (Orientation)(value is 0 or 9 ? 1 : value);
        foreach (bool little in (bool[])[true, false])
        {
            byte[] profile = RawProfile(Exif(value, Long, little));
            Assert.Equal(expected, OfPng(Text("tEXt"u8, "Raw profile type exif\0"u8, profile)));
            Assert.Equal(expected, OfPng(Text("zTXt"u8, "Raw profile type exif\0\0"u8, PngFile.Zlib(profile))));
        }

        foreach (byte[] xmp in (byte[][])[Attribute(value), Element(value)])
        {
            Assert.Equal(expected, OfJpeg(null, xmp));
            Assert.Equal(expected, OfPng(Text("iTXt"u8, "XML:com.adobe.xmp\0\0\0\0\0"u8, xmp)));
            Assert.Equal(expected, OfPng(Text("iTXt"u8, "XML:com.adobe.xmp\0\u0001\0\0\0"u8, PngFile.Zlib(xmp))));
        }
    }

    [Fact]
    public void ExifComesBeforeTheRawProfileAndBothBeforeXmp()
    {
        byte[] exif = PngFile.Chunk("eXIf"u8, Exif(6)), none = PngFile.Chunk("eXIf"u8, Exif(6, tag: 0x100));
        byte[] profile = Text("tEXt"u8, "Raw profile type exif\0"u8, RawProfile(Exif(3)));
        byte[] xmp = Text("iTXt"u8, "XML:com.adobe.xmp\0\0\0\0\0"u8, Attribute(8));
        Assert.Equal(Orientation.Rotated90, OfPng(xmp, profile, exif));
        Assert.Equal(Orientation.Rotated180, OfPng(xmp, profile));
        Assert.Equal(Orientation.Rotated270, OfPng(none, xmp));
        Assert.Equal(Orientation.Upright, OfPng(PngFile.Chunk("eXIf"u8, Exif(9)), xmp));
        Assert.Equal(Orientation.Rotated90, OfJpeg(Exif(6), Attribute(8)));
        Assert.Equal(Orientation.Rotated270, OfJpeg(Exif(6, tag: 0x100), Attribute(8)));
    }

    [Fact]
    public void ABombInATextIsNotInflated()
    {
        byte[] zeros = new byte[200 << 20];
        byte[] bomb = Text("zTXt"u8, "Raw profile type exif\0\0"u8, PngFile.Zlib(zeros));
        byte[] file = [.. PngFile.WithoutEnd(_drawn, bomb), .. PngFile.End];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(_drawn.Pixels, ImageCodecs.Decode(file).Pixels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void DamagedTextReadsAsUpright()
    {
        Assert.Equal(Orientation.Upright, OfPng(Text("zTXt"u8, "Raw profile type exif\0\0"u8, "nonsense"u8)));
        Assert.Equal(Orientation.Upright, OfPng(Text("tEXt"u8, "Raw profile type exif\0"u8, "\nexif\n 3\nzz"u8)));
        Assert.Equal(Orientation.Upright, OfPng(Text("iTXt"u8, "XML:com.adobe.xmp"u8, [])));
    }

    private static Orientation OfPng(params byte[][] chunks)
    {
        var buffer = new PixelBuffer();
        byte[] before = [.. PngFile.WithoutEnd(_drawn, chunks), .. PngFile.End];
        ImageCodecs.Decode(before, DecodeLimits.Default, 0, buffer);
        Orientation found = buffer.Orientation;
        byte[] behind = [.. PngFile.WithoutEnd(_drawn), .. chunks.SelectMany(chunk => chunk), .. PngFile.End];
        ImageCodecs.Decode(behind, DecodeLimits.Default, 0, buffer);
        Assert.Equal(found, buffer.Orientation);
        return found;
    }

    private static Orientation OfJpeg(byte[]? exif, byte[]? xmp = null)
    {
        byte[] file = ImageFiles.Read("halved-chroma.jpg");
        if (xmp is not null)
            file = [.. file[..2], .. Segment([.. "http://ns.adobe.com/xap/1.0/\0"u8, .. xmp]), .. file[2..]];
        if (exif is not null)
            file = [.. file[..2], .. Segment([.. "Exif\0\0"u8, .. exif]), .. file[2..]];
        var buffer = new PixelBuffer();
        ImageCodecs.Decode(file, DecodeLimits.Default, 0, buffer);
        return buffer.Orientation;
    }

    private static byte[] Segment(byte[] body) =>
        [0xFF, 0xE1, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] Text(ReadOnlySpan<byte> type, ReadOnlySpan<byte> header, ReadOnlySpan<byte> text) =>
        PngFile.Chunk(type, [.. header, .. text]);

    private static byte[] RawProfile(byte[] exif)
    {
        string digits = Convert.ToHexString([.. "Exif\0\0"u8, .. exif]);
        string lines = string.Join('\n', digits.Chunk(72).Select(line => new string(line)));
        return System.Text.Encoding.ASCII.GetBytes($"\nexif\n{digits.Length / 2,8}\n{lines}\n");
    }

    private static byte[] Attribute(int value) =>
        System.Text.Encoding.ASCII.GetBytes($"<rdf:Description tiff:Orientation=\"{value}\"/>");

    private static byte[] Element(int value) =>
        System.Text.Encoding.ASCII.GetBytes($"<tiff:Orientation>{value}</tiff:Orientation>");

    /// <summary>A TIFF structure of one entry; values of more than 4 bytes follow it.</summary>
    private static byte[] Exif(int value, ushort type = Short, bool little = true, ushort tag = 0x112)
    {
        byte[] tiff = new byte[34];
        (little ? "II"u8 : "MM"u8).CopyTo(tiff);
        Write(2, 42, 2);
        Write(4, 8, 4);
        Write(8, 1, 2);
        Write(10, tag, 2);
        Write(12, type, 2);
        Write(14, 1, 4);
        bool isFar = type is Rational or Double;
        Write(18, (ulong)(isFar ? 26 : value), type == Short ? 2 : type == Byte ? 1 : 4);
        if (type is Rational)
        {
            Write(26, (ulong)value * 3, 4);
            Write(30, 3, 4);
        }
        else if (isFar)
        {
            Write(26, BitConverter.DoubleToUInt64Bits(value), 8);
        }

        return tiff;

        void Write(int at, ulong number, int length)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            bytes = bytes[..length];
            if (!little)
                bytes.Reverse();
            bytes.CopyTo(tiff.AsSpan(at));
        }
    }
}
