using AlexNetPS.Formats.Plugins;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.SkiaSharp;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Structure;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp.Tests;

public class SkiaJpegTests
{
    private static readonly SkiaJpegCodec _codec = new();

    /// <summary>Pillow itself rounds inks otherwise, by one.</summary>
    [Theory]
    [InlineData("halved-chroma.jpg", 0)]
    [InlineData("full-chroma.jpg", 0)]
    [InlineData("progressive.jpg", 0)]
    [InlineData("restarts.jpg", 0)]
    [InlineData("gray.jpg", 0)]
    [InlineData("cmyk.jpg", 1)]
    [InlineData("ycck.jpg", 1)]
    [InlineData("orientation-1.jpg", 0)]
    [InlineData("orientation-2.jpg", 0)]
    [InlineData("orientation-3.jpg", 0)]
    [InlineData("orientation-4.jpg", 0)]
    [InlineData("orientation-5.jpg", 0)]
    [InlineData("orientation-6.jpg", 0)]
    [InlineData("orientation-7.jpg", 0)]
    [InlineData("orientation-8.jpg", 0)]
    public void PixelsAreThoseOfPillow(string name, int tolerance)
    {
        RgbImage image = _codec.Decode(ImageFiles.Read(name), DecodeLimits.Default);
        bool turned = name.StartsWith("orientation", StringComparison.Ordinal) && name[12] >= '5';
        Assert.Equal(turned ? ImageFiles.Height : ImageFiles.Width, image.Width);
        Assert.InRange(DrawnImage.LargestDifference(ImageFiles.Read(name + ".rgb"), image.Pixels), 0, tolerance);
    }

    [Theory]
    [InlineData("flowers")]
    [InlineData("imagenet-sample")]
    public void PhotosHaveTheSamePixelsAsWithTheNativeCodec(string folder)
    {
        RequireNative();
        string root = SharedPhotos.Require(folder);
        string[] photos =
            [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where((_, i) => i % 7 == 0)];
        Assert.NotEmpty(photos);
        foreach (string path in photos)
        {
            byte[] file = File.ReadAllBytes(path);
            if (JpegMarkers.IsJpeg(file))
                AssertSame(file, path);
        }
    }

    [Theory]
    [InlineData(JpegColorType.YCbCrRatio444)]
    [InlineData(JpegColorType.YCbCrRatio422)]
    [InlineData(JpegColorType.YCbCrRatio420)]
    [InlineData(JpegColorType.YCbCrRatio411)]
    [InlineData(JpegColorType.YCbCrRatio410)]
    [InlineData(JpegColorType.Luminance)]
    [InlineData(JpegColorType.Rgb)]
    [InlineData(JpegColorType.Cmyk)]
    public void SizesAndSamplingsOfEveryKindAreReadAsByTheNativeCodec(JpegColorType color)
    {
        RequireNative();
        (int, int)[] sizes = [(1, 1), (2, 3), (5, 4), (8, 8), (17, 9), (31, 33), (64, 47), (300, 200)];
        foreach ((int width, int height) in sizes)
        {
            foreach (int quality in (int[])[3, 60, 100])
            {
                RgbImage drawn = DrawnImage.Draw(width, height);
                using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(drawn.Pixels, width, height);
                using var stream = new MemoryStream();
                image.Save(stream, new JpegEncoder { ColorType = color, Quality = quality });
                AssertSame(stream.ToArray(), $"{width}x{height}, quality {quality}");
            }
        }
    }

    [Fact]
    public void AProfileDoesNotChangePixels()
    {
        // A profile that swaps nothing would prove nothing: this one is damaged, and Skia must not see it.
        byte[] file = ImageFiles.Read("halved-chroma.jpg");
        byte[] profile = [0xFF, 0xE2, 0, 28, .. "ICC_PROFILE\0"u8, 1, 1, .. new byte[12]];
        byte[] profiled = [.. file[..2], .. profile, .. file[2..]];
        Assert.Equal(ImageFiles.Read("halved-chroma.jpg.rgb"), _codec.Decode(profiled, DecodeLimits.Default).Pixels);
    }

    [Fact]
    public void StagedItIsLoadedPrivately()
    {
        string staged = Path.Combine(SourceTree.Root, "out", "AlexNetPS");
        IImageCodec codec = Plugin.Create<IImageCodec>("AlexNetPS.SkiaSharp", staged);
        Assert.NotSame(typeof(SkiaJpegCodec), codec.GetType());
        byte[] file = ImageFiles.Read("progressive.jpg");
        Assert.Equal(ImageFiles.Read("progressive.jpg.rgb"), codec.Decode(file, DecodeLimits.Default).Pixels);
        Assert.All((string[])["linux-x64/native/libSkiaSharp.so", "win-x64/native/libSkiaSharp.dll"], native =>
            Assert.True(File.Exists(Path.Combine(staged, "plugins/AlexNetPS.SkiaSharp/runtimes", native)), native));
    }

    [Fact]
    public void ManyThreadsSeeTheSame()
    {
        string[] names = ["halved-chroma.jpg", "progressive.jpg", "cmyk.jpg", "gray.jpg"];
        byte[][] files = [.. names.Select(ImageFiles.Read)];
        byte[][] expected = [.. files.Select(file => _codec.Decode(file, DecodeLimits.Default).Pixels)];
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % 4], _codec.Decode(files[i % 4], DecodeLimits.Default).Pixels));
    }

    [Fact]
    public void LittleIsAllocatedOnceWarm()
    {
        byte[] file = DrawnImage.Jpeg(500, 375);
        var buffer = new PixelBuffer();
        for (int i = 0; i < 3; i++)
            _codec.Decode(file, DecodeLimits.Default, 0, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            _codec.Decode(file, DecodeLimits.Default, 0, buffer);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 10_000);
    }

    private static void AssertSame(byte[] file, string what)
    {
        PixelBuffer native = new(), own = new();
        foreach (int leastSide in (int[])[0, 8, 60, 130])
        {
            new JpegCodec().Decode(file, DecodeLimits.Default, leastSide, native);
            _codec.Decode(file, DecodeLimits.Default, leastSide, own);
            Assert.Equal((native.Width, native.Height), (own.Width, own.Height));
            Assert.Equal((native.SourceWidth, native.Orientation), (own.SourceWidth, own.Orientation));
            Assert.True(native.View.Pixels.SequenceEqual(own.View.Pixels), $"{what}, least side {leastSide}");
        }
    }

    private static void RequireNative() =>
        Assert.SkipUnless(NativeLibraries.IsFound(NativeLibraries.TurboJpeg), "libjpeg-turbo is not installed.");
}
