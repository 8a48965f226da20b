using AlexNetPS.Datasets;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Png;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.ImageSharp.Tests;

/// <summary>Tests that change which codecs the process has run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class CodecsOfTheProcess
{
    public const string Name = "codecs of the process";
}

[Collection(CodecsOfTheProcess.Name)]
public class CodecTests
{
    private static readonly ImageSharpCodec _codec = new();

    [Theory]
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
    [InlineData("lossless.webp", 0)]
    [InlineData("lossy.webp", 2)]
    [InlineData("alpha.webp", 1)]
    [InlineData("orientation-6.webp", 0)]
    [InlineData("palette.gif", 0)]
    [InlineData("two-frames.gif", 0)]
    [InlineData("color.bmp", 0)]
    [InlineData("palette.bmp", 0)]
    [InlineData("packed.tif", 0)]
    [InlineData("orientation-6.tif", 0)]
    [InlineData("gray.tif", 0)]
    [InlineData("group3.tif", 0)]
    [InlineData("group4.tif", 0)]
    [InlineData("reserved.bmp", 0)]
    [InlineData("animated.webp", 0)]
    public void PixelsAreThoseOfPillow(string name, int tolerance)
    {
        RgbImage image = _codec.Decode(ImageFiles.Read(name), DecodeLimits.Default);
        bool turned = name.StartsWith("orientation", StringComparison.Ordinal) && name[12] >= '5';
        Assert.Equal(turned ? ImageFiles.Height : ImageFiles.Width, image.Width);
        Assert.InRange(DrawnImage.LargestDifference(ImageFiles.Read(name + ".rgb"), image.Pixels), 0, tolerance);
    }

    [Fact]
    public void PngFilesAreReadAsByTheNativeCodec()
    {
        Assert.SkipUnless(NativeLibraries.IsFound(NativeLibraries.Png), "libpng is not installed.");
        string[] names =
        [
            "gray.png", "one-bit.png", "palette.png", "palette-transparent.png", "alpha.png", "gray-alpha.png",
            "interlaced.png", "gamma.png", "sixteen-bit.png", "sixteen-bit-gray.png", "orientation-6.png",
        ];
        Assert.All(names, name => Assert.Equal(
            new PngCodec().Decode(ImageFiles.Read(name), DecodeLimits.Default).Pixels,
            _codec.Decode(ImageFiles.Read(name), DecodeLimits.Default).Pixels));
    }

    [Fact]
    public void ManyThreadsSeeTheSame()
    {
        string[] names = ["palette.png", "interlaced.png", "alpha.png", "lossy.webp", "palette.gif", "packed.tif"];
        byte[][] files = [.. names.Select(ImageFiles.Read)], expected =
            [.. files.Select(file => _codec.Decode(file, DecodeLimits.Default).Pixels)];
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % 6], _codec.Decode(files[i % 6], DecodeLimits.Default).Pixels));
    }

    [Fact]
    public void ThePluginIsFoundAndTakesWhatTheNativeCodecsDoNot()
    {
        Assert.Contains(ImageCodecs.All, codec => codec.Name == "ImageSharp");
        Assert.Equal(ImageFiles.Read("lossless.webp.rgb"),
            ImageCodecs.Decode(ImageFiles.Read("lossless.webp")).Pixels);
        Assert.Contains("HEIC",
            Assert.Throws<ImageFormatException>(() =>
                ImageCodecs.Decode([0, 0, 0, 24, .. "ftypheic"u8, .. new byte[40]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePluginStandsInWhereALibraryIsMissing()
    {
        var missing = new MissingCodec();
        using (ImageCodecs.Only(missing))
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(ImageFiles.Read("palette.png.rgb"),
                    ImageCodecs.Decode(ImageFiles.Read("palette.png")).Pixels);
            }

            Assert.Equal(1, missing.Asked);
        }
    }

    [Fact]
    public void AFolderOfEveryFormatIsImported()
    {
        using var folder = new TemporaryFolder();
        string[] names =
            ["halved-chroma.jpg", "palette.png", "lossy.webp", "two-frames.gif", "color.bmp", "packed.tif"];
        foreach (string label in (string[])["a", "b"])
        {
            foreach (string name in names)
                folder.Write($"{label}/{name}", ImageFiles.Read(name));
        }

        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 30 });
        Assert.Empty(dataset.Skipped);
        Assert.Equal(12, dataset.Count);
    }

    [Fact]
    public void StagedItIsLoadedPrivately()
    {
        string staged = Path.Combine(SourceTree.Root, "out", "AlexNetPS");
        IImageCodec codec = Plugin.Create<IImageCodec>("AlexNetPS.ImageSharp", staged);
        Assert.NotSame(typeof(ImageSharpCodec), codec.GetType());
        Assert.Equal(ImageFiles.Read("lossless.webp.rgb"),
            codec.Decode(ImageFiles.Read("lossless.webp"), DecodeLimits.Default).Pixels);
    }

    private sealed class MissingCodec : IImageCodec
    {
        public int Asked { get; private set; }

        public string Name => "missing";

        public bool Recognizes(ReadOnlySpan<byte> header) => true;

        public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
        {
            Asked++;
            throw new MissingLibraryException("not there");
        }
    }
}
