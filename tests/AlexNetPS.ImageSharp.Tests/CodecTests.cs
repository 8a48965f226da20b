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
        RgbImage image = _codec.Decode(PictureFiles.Read(name), DecodeLimits.Default);
        bool turned = name.StartsWith("orientation", StringComparison.Ordinal) && name[12] >= '5';
        Assert.Equal(turned ? PictureFiles.Height : PictureFiles.Width, image.Width);
        Assert.InRange(DrawnPicture.LargestDifference(PictureFiles.Read(name + ".rgb"), image.Pixels), 0, tolerance);
    }

    [Fact]
    public void PngFilesAreReadAsByTheNativeCodec()
    {
        Assert.SkipUnless(NativeLibraries.IsFound(NativeLibraries.Png), "libpng is not installed.");
        string[] names =
        [
            "grey.png", "one-bit.png", "palette.png", "palette-transparent.png", "alpha.png", "grey-alpha.png",
            "interlaced.png", "gamma.png", "sixteen-bit.png", "sixteen-bit-grey.png", "orientation-6.png",
        ];
        Assert.All(names, name => Assert.Equal(
            new PngCodec().Decode(PictureFiles.Read(name), DecodeLimits.Default).Pixels,
            _codec.Decode(PictureFiles.Read(name), DecodeLimits.Default).Pixels));
    }

    [Fact]
    public void ManyThreadsSeeTheSame()
    {
        string[] names = ["palette.png", "interlaced.png", "alpha.png", "lossy.webp", "palette.gif", "packed.tif"];
        byte[][] files = [.. names.Select(PictureFiles.Read)], expected =
            [.. files.Select(file => _codec.Decode(file, DecodeLimits.Default).Pixels)];
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % 6], _codec.Decode(files[i % 6], DecodeLimits.Default).Pixels));
    }

    [Fact]
    public void ThePluginIsFoundAndTakesWhatTheNativeCodecsDoNot()
    {
        Assert.Contains(ImageCodecs.All, codec => codec.Name == "ImageSharp");
        Assert.Equal(PictureFiles.Read("lossless.webp.rgb"),
            ImageCodecs.Decode(PictureFiles.Read("lossless.webp")).Pixels);
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
                Assert.Equal(PictureFiles.Read("palette.png.rgb"),
                    ImageCodecs.Decode(PictureFiles.Read("palette.png")).Pixels);
            }

            Assert.Equal(1, missing.Asked);
        }
    }

    [Fact]
    public void AFolderOfEveryFormatIsImported()
    {
        using var folder = new TemporaryFolder();
        string[] names =
            ["halved-chroma.jpg", "palette.png", "lossy.webp", "two-frames.gif", "colour.bmp", "packed.tif"];
        foreach (string label in (string[])["a", "b"])
        {
            foreach (string name in names)
                folder.Write($"{label}/{name}", PictureFiles.Read(name));
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
        Assert.Equal(PictureFiles.Read("lossless.webp.rgb"),
            codec.Decode(PictureFiles.Read("lossless.webp"), DecodeLimits.Default).Pixels);
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
