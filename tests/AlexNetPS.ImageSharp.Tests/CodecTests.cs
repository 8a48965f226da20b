using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Plugins;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.ImageSharp.Tests;

public class CodecTests
{
    private static readonly ImageSharpCodec s_codec = new();

    /// <summary>
    /// JPEG: the cosine transforms round differently, and colour conversion doubles that. YCCK: ImageSharp does not clip the inks
    /// before it multiplies them, so that saturated colours differ.
    /// </summary>
    [Theory]
    [InlineData("halved-chroma.jpg", 3)]
    [InlineData("full-chroma.jpg", 3)]
    [InlineData("progressive.jpg", 3)]
    [InlineData("grey.jpg", 1)]
    [InlineData("cmyk.jpg", 2)]
    [InlineData("ycck.jpg", 12)]
    [InlineData("orientation-1.jpg", 3)]
    [InlineData("orientation-2.jpg", 3)]
    [InlineData("orientation-3.jpg", 3)]
    [InlineData("orientation-4.jpg", 3)]
    [InlineData("orientation-5.jpg", 3)]
    [InlineData("orientation-6.jpg", 3)]
    [InlineData("orientation-7.jpg", 3)]
    [InlineData("orientation-8.jpg", 3)]
    [InlineData("grey.png", 0)]
    [InlineData("one-bit.png", 0)]
    [InlineData("palette.png", 0)]
    [InlineData("palette-transparent.png", 0)]
    [InlineData("alpha.png", 1)]
    [InlineData("grey-alpha.png", 1)]
    [InlineData("interlaced.png", 0)]
    [InlineData("gamma.png", 0)]
    [InlineData("sixteen-bit.png", 0)]
    [InlineData("sixteen-bit-grey.png", 0)]
    [InlineData("orientation-6.png", 0)]
    [InlineData("lossless.webp", 0)]
    [InlineData("lossy.webp", 2)]
    [InlineData("alpha.webp", 1)]
    [InlineData("orientation-6.webp", 0)]
    [InlineData("palette.gif", 0)]
    [InlineData("two-frames.gif", 0)]
    [InlineData("colour.bmp", 0)]
    [InlineData("palette.bmp", 0)]
    [InlineData("packed.tif", 0)]
    [InlineData("orientation-6.tif", 0)]
    [InlineData("grey.tif", 0)]
    public void PixelsAreThoseOfPillow(string name, int tolerance)
    {
        RgbImage image = s_codec.Decode(PictureFiles.Read(name), DecodeLimits.Default);
        bool turned = name.StartsWith("orientation", StringComparison.Ordinal) && name[12] >= '5';
        Assert.Equal(turned ? PictureFiles.Height : PictureFiles.Width, image.Width);
        Assert.InRange(DrawnPicture.LargestDifference(PictureFiles.Read(name + ".rgb"), image.Pixels), 0, tolerance);
    }

    /// <summary>Two levels, but for a few values in a million where the roundings of luma and chroma add up to three.</summary>
    [Theory]
    [InlineData("flowers/val")]
    [InlineData("imagenet-sample")]
    public void PreparedPhotosAgreeWithTheNativeCodecs(string folder)
    {
        using ImagePreparer native = new(), own = new();
        long[] differences = new long[256];
        foreach (string path in Photos(folder))
        {
            byte[] expected = native.Prepare(path).Pixels.ToArray();
            byte[] actual = own.Prepare(s_codec.Decode(File.ReadAllBytes(path), DecodeLimits.Default).View).Pixels.ToArray();
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++) differences[Math.Abs(expected[i] - actual[i])]++;
        }

        double values = differences.Sum();
        Assert.Equal(0, differences.Skip(4).Sum());
        Assert.InRange(differences[3] / values, 0, 2e-5);
        Assert.InRange(differences[2] / values, 0, 2e-3);
    }

    [Fact]
    public void SizesAndSamplingsOfEveryKindAgreeWithTheNativeCodec()
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (2, 3), (5, 4), (8, 8), (17, 9), (31, 33), (64, 47)])
        {
            foreach (bool full in (bool[])[true, false])
            {
                byte[] file = ImageEncoder.EncodeJpeg(DrawnPicture.Draw(width, height).View, 95, full);
                Assert.InRange(DrawnPicture.LargestDifference(ImageCodecs.Decode(file).Pixels, s_codec.Decode(file, DecodeLimits.Default).Pixels), 0, 3);
            }
        }
    }

    [Fact]
    public void ManyThreadsSeeTheSame()
    {
        string[] names = ["halved-chroma.jpg", "progressive.jpg", "alpha.png", "lossy.webp", "palette.gif", "packed.tif"];
        byte[][] files = [.. names.Select(PictureFiles.Read)], expected = [.. files.Select(file => s_codec.Decode(file, DecodeLimits.Default).Pixels)];
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % 6], s_codec.Decode(files[i % 6], DecodeLimits.Default).Pixels));
    }

    [Fact]
    public void LittleIsAllocatedOnceWarm()
    {
        byte[] file = DrawnPicture.Jpeg(500, 375);
        PixelBuffer buffer = new();
        for (int i = 0; i < 3; i++) s_codec.Decode(file, DecodeLimits.Default, 0, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) s_codec.Decode(file, DecodeLimits.Default, 0, buffer);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 60_000);
    }

    [Fact]
    public void ThePluginIsFoundAndTakesWhatTheNativeCodecsDoNot()
    {
        Assert.Contains(ImageCodecs.All, codec => codec.Name == "ImageSharp");
        Assert.Equal(PictureFiles.Read("lossless.webp.rgb"), ImageCodecs.Decode(PictureFiles.Read("lossless.webp")).Pixels);
        Assert.Contains("HEIC", Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode([0, 0, 0, 24, .. "ftypheic"u8, .. new byte[40]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePluginStandsInWhereALibraryIsMissing()
    {
        var missing = new MissingCodec();
        using (ImageCodecs.Only(missing))
        {
            for (int i = 0; i < 3; i++)
                Assert.Equal(PictureFiles.Read("palette.png.rgb"), ImageCodecs.Decode(PictureFiles.Read("palette.png")).Pixels);
            Assert.Equal(1, missing.Asked);
        }
    }

    [Fact]
    public void AFolderOfEveryFormatIsImported()
    {
        using TemporaryFolder folder = new();
        string[] names = ["halved-chroma.jpg", "palette.png", "lossy.webp", "two-frames.gif", "colour.bmp", "packed.tif"];
        foreach (string label in (string[])["a", "b"])
        {
            foreach (string name in names) folder.Write($"{label}/{name}", PictureFiles.Read(name));
        }

        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 30 });
        Assert.Empty(dataset.Skipped);
        Assert.Equal(12, dataset.Count);
    }

    [Fact]
    public void StagedItIsLoadedPrivately()
    {
        string staged = Path.Combine(PictureFiles.RepositoryRoot, "out", "AlexNetPS");
        Assert.SkipUnless(File.Exists(Path.Combine(staged, "plugins", "AlexNetPS.ImageSharp", "SixLabors.ImageSharp.dll")), "The module was staged without ImageSharp.");
        IImageCodec codec = Plugin.Create<IImageCodec>("AlexNetPS.ImageSharp", staged);
        Assert.NotSame(typeof(ImageSharpCodec), codec.GetType());
        Assert.Equal(PictureFiles.Read("lossless.webp.rgb"), codec.Decode(PictureFiles.Read("lossless.webp"), DecodeLimits.Default).Pixels);
    }

    private static IEnumerable<string> Photos(string folder) =>
        Directory.EnumerateFiles(SharedPhotos.Require(folder), "*", SearchOption.AllDirectories).Where((_, i) => i % 2 == 0);

    private sealed class MissingCodec : IImageCodec
    {
        public int Asked { get; private set; }

        public string Name => "missing";

        public bool Recognizes(ReadOnlySpan<byte> header) => true;

        public RgbImage Decode(ReadOnlySpan<byte> file, DecodeLimits limits)
        {
            Asked++;
            throw new MissingLibraryException("not there");
        }
    }
}
