using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Png;

namespace AlexNetPS.Tests.Imaging;

public class DecodingTests
{
    [Theory]
    [InlineData("halved-chroma.jpg", 0)]
    [InlineData("full-chroma.jpg", 0)]
    [InlineData("progressive.jpg", 0)]
    [InlineData("gray.jpg", 0)]
    [InlineData("cmyk.jpg", 1)]
    [InlineData("ycck.jpg", 1)]
    [InlineData("gray.png", 0)]
    [InlineData("one-bit.png", 0)]
    [InlineData("palette.png", 0)]
    [InlineData("palette-transparent.png", 0)]
    [InlineData("alpha.png", 1)]
    [InlineData("gray-alpha.png", 1)]
    [InlineData("interlaced.png", 0)]
    [InlineData("gamma.png", 0)]
    [InlineData("sixteen-bit.png", 0)]
    [InlineData("sixteen-bit-gray.png", 0)]
    [InlineData("orientation-6.png", 0)]
    public void PixelsAreThoseOfPillow(string name, int tolerance)
    {
        RgbImage image = ImageCodecs.Decode(ImageFiles.Read(name));
        bool turned = name.StartsWith("orientation", StringComparison.Ordinal);
        Assert.Equal(turned ? ImageFiles.Height : ImageFiles.Width, image.Width);
        Assert.InRange(DrawnImage.LargestDifference(ImageFiles.Read(name + ".rgb"), image.Pixels), 0, tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void EveryOrientationIsTurnedUpright(int orientation)
    {
        string name = $"orientation-{orientation}.jpg";
        RgbImage image = ImageCodecs.Decode(ImageFiles.Read(name));
        Assert.Equal(orientation >= 5 ? ImageFiles.Height : ImageFiles.Width, image.Width);
        Assert.Equal(ImageFiles.Read(name + ".rgb"), image.Pixels);

        // The preparer scales first and turns then; with nothing to scale it must see the same image.
        using var preparer = new ImagePreparer(ImageFiles.Height);
        Assert.Equal(image.Pixels, preparer.Prepare(ImageFiles.Read(name)).Pixels.ToArray());
    }

    [Fact]
    public void ContentDecidesAndNotTheName()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.JPEG");
        File.WriteAllBytes(path, ImageFiles.Read("palette.png"));
        try
        {
            Assert.Equal(ImageFiles.Read("palette.png.rgb"), ImageCodecs.Read(path).Pixels);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("halved-chroma.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("sixteen-bit.png")]
    [InlineData("palette.png")]
    [InlineData("interlaced.png")]
    public void TruncatedFilesAreDamaged(string name)
    {
        byte[] file = ImageFiles.Read(name);
        foreach (double share in (double[])[0.05, 0.3, 0.6, 0.8, 0.9])
        {
            ImageFormatException damage = Assert.Throws<ImageFormatException>(
                () => ImageCodecs.Decode(file.AsSpan(0, (int)(file.Length * share))));
            Assert.NotEmpty(damage.Message);
        }
    }

    [Fact]
    public void OnlyTheEndMarkerMayBeMissing()
    {
        byte[] file = ImageFiles.Read("halved-chroma.jpg");
        Assert.Equal(ImageFiles.Read("halved-chroma.jpg.rgb"),
            ImageCodecs.Decode(file.AsSpan(0, file.Length - 2)).Pixels);
        Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(file.AsSpan(0, file.Length - 12)));

        // Whole scans of a progressive file may be missing without a trace: there the marker counts.
        byte[] progressive = ImageFiles.Read("progressive.jpg");
        Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(progressive.AsSpan(0, progressive.Length - 2)));
    }

    [Fact]
    public void BytesBehindTheImageDoNoHarm()
    {
        foreach (string name in (string[])["halved-chroma.jpg", "palette.png"])
        {
            Assert.Equal(ImageFiles.Read(name + ".rgb"),
                ImageCodecs.Decode([.. ImageFiles.Read(name), .. new byte[1000]]).Pixels);
        }
    }

    [Fact]
    public void WhatIsNoImageIsNamed()
    {
        Assert.Contains("empty", Reason([]), StringComparison.Ordinal);
        Assert.Contains("zero bytes", Reason(new byte[500]), StringComparison.Ordinal);
        Assert.Contains("text", Reason("hello, this is no image"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("GIF", Reason("GIF89a..............."u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("WebP", Reason([.. "RIFF"u8, 1, 2, 3, 4, .. "WEBPVP8 "u8]), StringComparison.Ordinal);
        Assert.Contains("HEIC", Reason([0, 0, 0, 24, .. "ftypheic"u8, .. new byte[40]]), StringComparison.Ordinal);

        static string Reason(byte[] file) =>
            Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(file)).Message;
    }

    [Fact]
    public void LimitsAreCheckedOnTheHeader()
    {
        byte[] jpeg = ImageFiles.Read("halved-chroma.jpg");
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) =
            (30000 >> 8, 30000 & 255, 30000 >> 8, 30000 & 255);
        Assert.Contains("30000x30000", Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(jpeg)).Message,
            StringComparison.Ordinal);

        byte[] png = ImageFiles.Read("palette.png");
        (png[18], png[19], png[22], png[23]) = (30000 >> 8, 30000 & 255, 30000 >> 8, 30000 & 255);
        Assert.Contains("30000x30000", Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(png)).Message,
            StringComparison.Ordinal);
        Assert.Contains("limit",
            Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(ImageFiles.Read("alpha.png"),
                new DecodeLimits(MaximumPixels: 1000))).Message, StringComparison.Ordinal);
        Assert.Contains("limit",
            Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(ImageFiles.Read("alpha.png"),
                new DecodeLimits(MaximumFileBytes: 100))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomDamageIsRefusedOrReadButNeverMore()
    {
        var random = new Random(5);
        string[] names = ["halved-chroma.jpg", "progressive.jpg", "cmyk.jpg", "orientation-6.jpg", "palette.png",
            "sixteen-bit.png", "alpha.png", "orientation-6.png"];
        int rejected = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] file = ImageFiles.Read(names[round % names.Length]);
            for (int hits = random.Next(1, 6); hits > 0; hits--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                RgbImage image = ImageCodecs.Decode(file, new DecodeLimits(MaximumPixels: 1_000_000));
                Assert.Equal(image.Width * image.Height * 3, image.Pixels.Length);
            }
            catch (ImageFormatException)
            {
                rejected++;
            }
        }

        Assert.InRange(rejected, 500, 1999);
    }

    [Fact]
    public void HostileExifReadsAsUpright()
    {
        var random = new Random(6);
        byte[] tiff = new byte[40];
        for (int round = 0; round < 20000; round++)
        {
            random.NextBytes(tiff);
            "II*\0"u8.CopyTo(tiff);
            if (round % 2 == 0)
                (tiff[4], tiff[5], tiff[6], tiff[7]) = ((byte)random.Next(50), 0, 0, 0);
            ReadOnlySpan<byte> exif = tiff.AsSpan(0, random.Next(tiff.Length));
            Assert.InRange((int)(ExifOrientation.Find(exif) ?? Orientation.Upright), 1, 8);
            Assert.InRange(ExifOrientation.FindXmp(exif).Length, 0, exif.Length);
        }
    }

    [Fact]
    public void AReadImageIsWrittenBackTheSame()
    {
        RgbImage drawn = DrawnImage.Draw(37, 21);
        byte[] png = ImageEncoder.EncodePng(drawn.View);
        Assert.True(new PngCodec().Recognizes(png));
        Assert.Equal(drawn.Pixels, ImageCodecs.Decode(png).Pixels);

        byte[] gray = new byte[37 * 21];
        Random.Shared.NextBytes(gray);
        Assert.Equal(gray,
            ImageCodecs.Decode(ImageEncoder.EncodePng(new PixelView(gray, 37, 21, 1))).Pixels.Where(
                (_, i) => i % 3 == 1));

        var smooth = new RgbImage(64, 48, new byte[64 * 48 * 3]);
        for (int i = 0; i < smooth.Pixels.Length; i++)
            smooth.Pixels[i] = (byte)(i / 3 % 64 * 3);
        RgbImage back = ImageCodecs.Decode(ImageEncoder.EncodeJpeg(smooth.View, 95, fullChroma: true));
        Assert.InRange(DrawnImage.LargestDifference(smooth.Pixels, back.Pixels), 0, 6);
    }

    [Fact]
    public void AMissingLibraryIsNamedWithItsPackage()
    {
        string jpeg = Assert.Throws<MissingLibraryException>(
            () => NativeLibraries.Load(NativeLibraries.TurboJpeg, _ => 0)).Message;
        Assert.Contains("libturbojpeg0", jpeg, StringComparison.Ordinal);
        Assert.Contains("jpeg-turbo", jpeg, StringComparison.Ordinal);
        string png =
            Assert.Throws<MissingLibraryException>(() => NativeLibraries.Load(NativeLibraries.Png, _ => 0)).Message;
        Assert.Contains("libpng16-16", png, StringComparison.Ordinal);

        // The module's own folder comes before the system's.
        List<string> asked = [];
        Assert.Equal(7,
            NativeLibraries.Load(NativeLibraries.TurboJpeg, candidate =>
            {
                asked.Add(
                candidate); return Path.IsPathRooted(candidate) ? 0 : 7;
            }));
        Assert.Equal(Path.GetDirectoryName(typeof(RgbImage).Assembly.Location), Path.GetDirectoryName(asked[0]));
    }
}
