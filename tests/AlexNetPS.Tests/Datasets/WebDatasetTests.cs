using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class WebDatasetTests
{
    [Theory]
    [InlineData("cls", "2", "10")]
    [InlineData("json", "{\"width\": 20, \"label\": 2}", "{\"width\": 20, \"label\": 10}")]
    [InlineData("json", "{\"label\": 0, \"class_name\": \"2\"}", "{\"label\": 1, \"class_name\": \"10\"}")]
    [InlineData("txt", "2", "10\n")]
    public void ATarIsReadWithItsLabels(string extension, string one, string other)
    {
        using var folder = new TemporaryFolder();
        string tar = folder.Write("flowers.tar", TarFile.Of(Samples(extension, [one, other, one, other])));
        foreach (bool indexOnly in (bool[])[false, true])
        {
            ImageNetDataset dataset = ImageNetImporter.Import(tar, Options(folder) with { IndexOnly = indexOnly });
            Assert.Equal(["2", "10"], dataset.Classes.Select(c => c.Name));
            Assert.Equal(["2", "10", "2", "10"], dataset.Train.Samples.Select(s => s.Label));
            Assert.Empty(dataset.Skipped);
            Assert.Contains($".{extension}", dataset.Layout, StringComparison.Ordinal);
            using var preparer = new ImagePreparer(16);
            byte[] buffer = [];
            Assert.Equal(preparer.Prepare(DrawnImage.Jpeg(20, 20, 1)).Pixels,
                dataset.Pixels.Read(dataset.Train.Samples[1], ref buffer).Pixels);
        }

        Assert.Equal(0, CountingReaders.Import(tar, Options(folder)));
    }

    [Fact]
    public void NumberedTarsOfAFolderAreOneDataset()
    {
        using var folder = new TemporaryFolder();
        folder.Write("flowers-train-000000.tar", TarFile.Of(Samples("cls", ["0", "1"])));
        folder.Write("flowers-train-000001.tar", TarFile.Of(Samples("cls", ["1", "0", "1"])));
        folder.Write("flowers-val-000000.tar", TarFile.Of(Samples("cls", ["1"])));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal((5, 1), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal([2, 3], dataset.Classes.Select(c => c.Train));
    }

    [Fact]
    public void SamplesWithoutALabelOrWithTwoImagesAreSkipped()
    {
        using var folder = new TemporaryFolder();
        string tar = folder.Write("a.tar", TarFile.Of(
        [
            .. Samples("cls", ["0", "1"]), ("7.jpg", DrawnImage.Jpeg(20, 20)), ("8.jpg", DrawnImage.Jpeg(20, 20)),
            ("8.mask.png", DrawnImage.Jpeg(20, 20)), ("8.cls", "1"u8.ToArray()),
        ]));
        ImageNetDataset dataset = ImageNetImporter.Import(tar, Options(folder));
        Assert.Equal(2, dataset.Count);
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("no label in a .cls", StringComparison.Ordinal));
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("several images of one key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("txt", "a rose in a garden", "two tulips", "captions")]
    [InlineData("json", "{\"caption\": \"a rose\"}", "{\"caption\": \"a tulip\"}", "without labels")]
    [InlineData("json", "{\"label\": [1, 2]}", "{\"label\": [1]}", "several labels per image")]
    public void AWebDatasetWithoutLabelsIsRejectedAsOne(string extension, string one, string other, string reason)
    {
        using var folder = new TemporaryFolder();
        string tar = folder.Write("a.tar", TarFile.Of(Samples(extension, [one, other])));
        string refusal =
            Assert.Throws<DatasetException>(() => ImageNetImporter.Import(tar, Options(folder))).Message;
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.Contains("a.tar", refusal, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, byte[] Content)> Samples(string extension, string[] labels) =>
        labels.Index().SelectMany(label => ((string, byte[])[])
        [
            ($"{label.Index:D6}.{extension}", Encoding.UTF8.GetBytes(label.Item)),
            ($"{label.Index:D6}.jpg", DrawnImage.Jpeg(20, 20, (uint)label.Index)),
        ]);

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 };
}
