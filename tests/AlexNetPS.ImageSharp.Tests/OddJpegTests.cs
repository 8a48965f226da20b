using System.Buffers.Binary;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.SkiaSharp;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.ImageSharp.Tests;

/// <summary>Damage behind what is odd about a header and harmless, with both codecs.</summary>
public class OddJpegTests
{
    public static TheoryData<string, string> Codecs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string codec in (string[])["libjpeg-turbo", "SkiaSharp"])
            {
                foreach (string name in (string[])["halved-chroma", "progressive", "restarts", "gray", "cmyk"])
                    data.Add(codec, name + ".jpg");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void AnOddHeaderIsReadWithAWarningAndHidesNoMissingData(string codec, string name)
    {
        IImageCodec decoder = Codec(codec);
        byte[] sound = ImageFiles.Read(name);
        byte[] pixels = decoder.Decode(sound, DecodeLimits.Default).Pixels;
        foreach ((string oddity, byte[] file) in Odd(sound))
        {
            var buffer = new PixelBuffer();
            decoder.Decode(file, DecodeLimits.Default, 0, buffer);
            Assert.Equal(oddity, buffer.Warning);
            Assert.Equal(pixels, buffer.ToImage().Pixels);
            int scan = JpegStructure.Read(file, DecodeLimits.Default).FirstScan;
            for (int i = 1; i < 20; i++)
            {
                byte[] cut = file[..(scan + 14 + (file.Length - 20 - scan) * i / 20)];
                Assert.Throws<ImageFormatException>(() => decoder.Decode(cut, DecodeLimits.Default));
                Assert.Throws<ImageFormatException>(
                    () => decoder.Decode([.. cut, 0xFF, 0xD9], DecodeLimits.Default));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void DataLeftOverIsDamageWhateverElseIsOdd(string codec, string name)
    {
        IImageCodec decoder = Codec(codec);
        foreach ((_, byte[] file) in Odd(ImageFiles.Read(name)).Prepend(("", ImageFiles.Read(name))))
        {
            int end = JpegStructure.Read(file, DecodeLimits.Default).DataEnds[^1];
            byte[] longer = [.. file[..end], .. new byte[40], .. file[end..]];
            var buffer = new PixelBuffer();
            decoder.Decode(longer, DecodeLimits.Default, 0, buffer);
            Assert.Equal(DecoderWarning.DamagedData, buffer.Warning);
            Assert.True(DecoderWarning.IsDamage(buffer.Warning!));
        }
    }

    /// <summary>Motion JPEG leaves them out: they are the standard's.</summary>
    [Fact]
    public void TablesMayBeMissing()
    {
        byte[] file = ImageFiles.Read("halved-chroma.jpg");
        List<byte> bare = [0xFF, 0xD8];
        for (var segments = new JpegSegments(file); segments.Next() && segments.Marker != JpegSegments.StartOfScan;)
        {
            if (segments.Marker != 0xC4)
                bare.AddRange(segments.Whole);
        }

        byte[] rest = file[JpegStructure.Read(file, DecodeLimits.Default).FirstScan..];
        Assert.Null(JpegStructure.Read([.. bare, .. rest], DecodeLimits.Default).Warning(tolerated: 0));
    }

    [Fact]
    public void AllCommittedFilesAreSound() => Assert.All(
        Directory.GetFiles(ImageFiles.Folder, "*.jpg"),
        path => Assert.Null(JpegStructure.Read(File.ReadAllBytes(path), DecodeLimits.Default).Warning(tolerated: 0)));

    private static IEnumerable<(string Oddity, byte[] File)> Odd(byte[] file)
    {
        int scan = JpegStructure.Read(file, DecodeLimits.Default).FirstScan;
        yield return ("stray bytes in the header", [.. file[..scan], 0, 17, 0, .. file[scan..]]);
        byte[] jfif = [0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 9, 1, 0, 0, 1, 0, 1, 0, 0];
        int old = file.AsSpan().IndexOf("JFIF\0"u8);
        if (old > 0)
            yield return ("unknown JFIF revision 9.01", [.. file[..2], .. jfif, .. file[(old + 14)..]]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(scan + 2));
        if (!JpegMarkers.Read(file).IsProgressive)
        {
            yield return ("invalid scan parameters for sequential JPEG",
                [.. file[..(scan + length)], 0, .. file[(scan + length + 1)..]]);
        }
    }

    private static IImageCodec Codec(string name)
    {
        if (name == "SkiaSharp")
            return new SkiaJpegCodec();
        Assert.SkipUnless(NativeLibraries.IsFound(NativeLibraries.TurboJpeg), "libjpeg-turbo is not installed.");
        return new JpegCodec();
    }
}
