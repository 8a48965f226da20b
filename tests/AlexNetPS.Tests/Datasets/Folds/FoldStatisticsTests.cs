using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Transforms;

namespace AlexNetPS.Tests.Datasets.Folds;

/// <summary>The statistics of a fold equal those of an import that has its training images as training split.</summary>
public sealed class FoldStatisticsTests : IDisposable
{
    private const int Size = 24;

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-folds").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(StoreFormat.Npy, 3)]
    [InlineData(StoreFormat.Npy, 2)]
    [InlineData(StoreFormat.Shards, 3)]
    public void TheyEqualThoseOfAnImportWithThatSplit(StoreFormat format, int count)
    {
        Draw(30);
        ImageNetDataset dataset = Import("photos", format);
        foreach (ImageNetDataset fold in dataset.ToFolds(count, seed: 1))
        {
            AssertEqual(ImportAs(fold, format).Statistics!, fold.Statistics!);
            Assert.NotEqual(dataset.Statistics!.Mean, fold.Statistics!.Mean);
        }
    }

    [Fact]
    public void AMeanImageThatIsLostIsAveragedFromTheImages()
    {
        Draw(20);
        ImageNetDataset dataset = Import("photos", StoreFormat.Npy);
        ImageNetDataset fold = dataset.ToFolds(4)[3];
        File.Delete(Path.Combine(dataset.StorePath!, "mean.npy"));
        AssertEqual(ImportAs(fold, StoreFormat.Npy).Statistics!, fold.Statistics!);
    }

    [Fact]
    public void AveragingCanBeCanceledAndRepeated()
    {
        Draw(10);
        DatasetStatistics statistics = Import("photos", StoreFormat.Npy).ToFolds(2)[0].Statistics!;
        Assert.ThrowsAny<OperationCanceledException>(
            () => statistics.Averaging!.Run(null, new CancellationToken(canceled: true)));
        Assert.NotNull(statistics.MeanImage);
        Assert.Same(statistics.MeanImage, statistics.MeanImage);
    }

    [Fact]
    public void AnIndexOnlyFoldHasNone()
    {
        Draw(6);
        var options = new ImportOptions { ImageSize = Size, IndexOnly = true };
        Assert.Null(ImageNetImporter.Import(Path.Combine(_root, "photos"), options).ToFolds(2)[0].Statistics);
    }

    private static void AssertEqual(DatasetStatistics expected, DatasetStatistics actual)
    {
        Assert.Equal(expected.Mean, actual.Mean);
        Assert.Equal(expected.StandardDeviation, actual.StandardDeviation);
        Assert.Equal(expected.Eigenvalues, actual.Eigenvalues);
        Assert.Equal(expected.Eigenvectors, actual.Eigenvectors);
        Assert.Equal(expected.Pixels, actual.Pixels);
        MeanImage mean = expected.MeanImage!;
        Assert.Equal((mean.Width, mean.Height, mean.Channels),
            (actual.MeanImage!.Width, actual.MeanImage.Height, actual.MeanImage.Channels));
        for (int channel = 0; channel < mean.Channels; channel++)
            Assert.Equal(mean.Plane(channel), actual.MeanImage.Plane(channel));
    }

    private ImageNetDataset ImportAs(ImageNetDataset fold, StoreFormat format)
    {
        string name = $"list-{fold.Fold!.Number}.csv";
        File.WriteAllLines(Path.Combine(_root, name),
        [
            "path,label,split",
            .. fold.Train.Samples.Select(image => $"photos/{image.RelativePath},{image.Label},train"),
            .. fold.Validation.Samples.Select(image => $"photos/{image.RelativePath},{image.Label},val"),
        ]);
        return Import(name, format);
    }

    private ImageNetDataset Import(string source, StoreFormat format) => ImageNetImporter.Import(
        Path.Combine(_root, source), new ImportOptions
        {
            ImageSize = Size,
            StoreFormat = format,
            CachePath = Path.Combine(_root, "cache"),
            ValidationFraction = 0.3,
        });

    private void Draw(int count)
    {
        foreach (string name in new[] { "a", "b" })
        {
            string folder = Directory.CreateDirectory(Path.Combine(_root, "photos", name)).FullName;
            for (int look = 0; look < count; look++)
            {
                (int width, int height) = look % 3 == 0 ? (50, 20) : (30 + look, 40);
                byte[] pixels = TransformGoldenTests.Image(width, height, 3);
                for (int i = 0; i < pixels.Length; i++)
                    pixels[i] = (byte)(pixels[i] + look * (name == "a" ? 3 : 5));
                ImageEncoder.WritePng(Path.Combine(folder, $"{look}.png"), new PixelView(pixels, width, height, 3));
            }
        }
    }
}
