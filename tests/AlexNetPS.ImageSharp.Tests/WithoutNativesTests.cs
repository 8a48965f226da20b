using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Png;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp.Tests;

/// <summary>Reading and writing as on a system that has neither libjpeg-turbo nor libpng.</summary>
[Collection(CodecsOfTheProcess.Name)]
public sealed class WithoutNativesTests : IDisposable
{
    private readonly IDisposable _only = ImageCodecs.Only();

    public void Dispose() => _only.Dispose();

    [Theory]
    [InlineData("halved-chroma.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("orientation-6.jpg")]
    [InlineData("sixteen-bit.png")]
    [InlineData("interlaced.png")]
    [InlineData("lossless.webp")]
    [InlineData("palette.gif")]
    [InlineData("color.bmp")]
    [InlineData("packed.tif")]
    public void EveryFormatIsRead(string name) =>
        Assert.Equal(ImageFiles.Read(name + ".rgb"), ImageCodecs.Decode(ImageFiles.Read(name)).Pixels);

    [Fact]
    public void AFileThatIsReadWithAWarningNamesTheCodec()
    {
        var buffer = new PixelBuffer();
        ImageCodecs.Decode(ImageFiles.Read("halved-chroma.jpg").AsSpan(..^2), DecodeLimits.Default, 0, buffer);
        Assert.Equal("the end marker is missing (SkiaSharp)", buffer.Warning);
        byte[] cut = ImageFiles.Read("palette.png")[..90];
        var damage = Assert.Throws<AlexNetPS.Imaging.ImageFormatException>(() => ImageCodecs.Decode(cut));
        Assert.EndsWith("(ImageSharp)", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APngIsWrittenAndReadExactly()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Photos, "drawn.png");
        Directory.CreateDirectory(folder.Photos);
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (37, 21), (1, 300), (640, 3)])
        {
            RgbImage drawn = DrawnImage.Draw(width, height);
            ImageEncoder.WritePng(path, drawn);
            Assert.Equal(drawn.Pixels, ImageCodecs.Read(path).Pixels);
            Assert.Equal([path], Directory.GetFiles(folder.Photos));
        }
    }

    [Fact]
    public void AGrayPngIsGray()
    {
        byte[] gray = [.. Enumerable.Range(0, 37 * 21).Select(i => (byte)(i * 7))];
        byte[] file = ImageEncoder.EncodePng(new PixelView(gray, 37, 21, 1));
        Assert.Equal(0, file[25]);
        Assert.Equal(gray.SelectMany(value => new[] { value, value, value }), ImageCodecs.Decode(file).Pixels);
    }

    [Theory]
    [InlineData(100, true, 3)]
    [InlineData(95, true, 6)]
    [InlineData(50, true, 24)]
    public void QualityBoundsTheErrorOfAJpeg(int quality, bool fullChroma, int tolerance)
    {
        var smooth = new RgbImage(64, 48, [.. Enumerable.Range(0, 64 * 48 * 3).Select(i => (byte)(i / 3 % 64 * 3))]);
        byte[] file = ImageEncoder.EncodeJpeg(smooth.View, quality, fullChroma);
        Assert.InRange(DrawnImage.LargestDifference(smooth.Pixels, ImageCodecs.Decode(file).Pixels), 0, tolerance);
    }

    [Fact]
    public void BetterQualityTakesMoreBytesAndHalvedChromaFewer()
    {
        RgbImage drawn = DrawnImage.Draw(120, 90);
        int[] qualities = [10, 50, 90, 100];
        int[] lengths = [.. qualities.Select(quality => ImageEncoder.EncodeJpeg(drawn.View, quality).Length)];
        Assert.Equal(lengths.Order(), lengths);
        Assert.True(lengths[0] * 3 < lengths[3]);
        Assert.True(lengths[2] < ImageEncoder.EncodeJpeg(drawn.View, 90, fullChroma: true).Length);
        byte[] gray = ImageEncoder.EncodeJpeg(new PixelView(drawn.Pixels.AsSpan(0, 120 * 90), 120, 90, 1));
        Assert.All(ImageCodecs.Decode(gray).Pixels.Chunk(3), pixel => Assert.Single(pixel.Distinct()));
    }

    [Fact]
    public void AnImageThatCannotBeWrittenIsAnArgumentError()
    {
        Assert.Throws<ArgumentException>(() => ImageEncoder.EncodePng(new PixelView([1, 2], 1, 1, 2)));
        Assert.Throws<ArgumentException>(() => ImageEncoder.EncodePng(new PixelView([1, 2], 1, 1, 3)));
        Assert.Throws<ArgumentException>(() => ImageEncoder.EncodeJpeg(new PixelView(new byte[70000], 70000, 1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.EncodeJpeg(new PixelView([1], 1, 1, 1), 0));
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("old.png", ImageFiles.Read("palette.png"));
        Assert.Throws<ArgumentException>(() => ImageEncoder.WritePng(path, new PixelView([1, 2], 1, 1, 3)));
        Assert.Equal(ImageFiles.Read("palette.png"), File.ReadAllBytes(path));
    }

    [Fact]
    public void JpegShardsAreWrittenAndReadBack()
    {
        using var folder = new TemporaryFolder();
        foreach (string label in (string[])["a", "b"])
        {
            for (uint i = 0; i < 3; i++)
                folder.Write($"{label}/{i}.jpg", DrawnImage.Jpeg(50, 40, i));
        }

        var options = new ImportOptions { CachePath = folder.Cache, ImageSize = 30, StoreFormat = StoreFormat.Shards };
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, options);
        Assert.Empty(dataset.Skipped);
        Assert.Equal(6, dataset.Count);
        byte[] buffer = [];
        Assert.Equal(30, dataset.Pixels.Read(dataset.Train.Samples[0], ref buffer).Height);
    }
}

public class SixteenBitPngTests
{
    /// <summary>
    /// Both files have the same pixels; libpng's simplified interface reads the interlaced one wrongly.
    /// </summary>
    [Theory]
    [InlineData(PngColorType.Rgb)]
    [InlineData(PngColorType.Grayscale)]
    [InlineData(PngColorType.RgbWithAlpha)]
    [InlineData(PngColorType.GrayscaleWithAlpha)]
    public void InterlacedFilesHaveThePixelsOfPlainOnes(PngColorType color)
    {
        byte[] plain = Write(color, PngInterlaceMode.None), interlaced = Write(color, PngInterlaceMode.Adam7);
        Assert.Equal((16, 1), (interlaced[24], interlaced[28]));
        Assert.Equal(ImageCodecs.Decode(plain).Pixels, ImageCodecs.Decode(interlaced).Pixels);
        Assert.False(new PngCodec().Recognizes(interlaced));
        Assert.True(new PngCodec().Recognizes(plain));
        Assert.Throws<AlexNetPS.Imaging.ImageFormatException>(
            () => new PngCodec().Decode(interlaced, DecodeLimits.Default));
    }

    private static byte[] Write(PngColorType color, PngInterlaceMode interlace)
    {
        using var image = new Image<Rgba64>(29, 23);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                int noise = (x * 7919 + y * 104729) % 65536, alpha = 65535 - x * y * 90;
                image[x, y] = new Rgba64((ushort)(x * 2250), (ushort)(y * 2800), (ushort)noise, (ushort)alpha);
            }
        }

        using var stream = new MemoryStream();
        image.Save(
            stream, new PngEncoder { BitDepth = PngBitDepth.Bit16, ColorType = color, InterlaceMethod = interlace });
        return stream.ToArray();
    }
}
