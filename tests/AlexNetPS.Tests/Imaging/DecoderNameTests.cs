using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Imaging;

public class DecoderNameTests
{
    [Fact]
    public void EachFormatHasOneDecoderAndASlowerOneHasAdvice()
    {
        IReadOnlyList<ImageDecoder> decoders = ImageCodecs.Decoders;
        Assert.Equal(["JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF"], decoders.Select(decoder => decoder.Format));
        Assert.Equal(NativeLibraries.IsFound(NativeLibraries.TurboJpeg) ? "libjpeg-turbo" : "SkiaSharp", Codec("JPEG"));
        Assert.Equal(NativeLibraries.IsFound(NativeLibraries.Png) ? "libpng" : "ImageSharp", Codec("PNG"));
        Assert.All(decoders, decoder => Assert.Equal(decoder.Codec != "SkiaSharp", decoder.Advice is null));
        string[] all = [.. ImageCodecs.All.Select(codec => codec.Name)];
        Assert.All(decoders, decoder => Assert.Contains(decoder.Codec, all));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HealthFindingsNameTheCodecThatReadAFile(bool indexOnly)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/a", 3);
        folder.WriteClass("train/b", 3, seed: 50);
        folder.Write("train/a/cut.jpg", DrawnImage.Jpeg(48, 36, 90)[..^2]);
        folder.Write("train/b/half.jpg", DrawnImage.Jpeg(48, 36, 91)[..900]);
        ImageNetDataset dataset = ImageNetImporter.Import(
            folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 30, IndexOnly = indexOnly });
        IReadOnlyList<DatasetFinding> findings = DatasetHealth.Check(dataset);
        foreach (FindingKind kind in (FindingKind[])[FindingKind.ReadWithWarning, FindingKind.Unreadable])
        {
            DatasetFinding finding = Assert.Single(findings, finding => finding.Kind == kind);
            Assert.Contains($"({Codec("JPEG")})", finding.What, StringComparison.Ordinal);
        }
    }

    private static string Codec(string format) =>
        ImageCodecs.Decoders.Single(decoder => decoder.Format == format).Codec;
}
