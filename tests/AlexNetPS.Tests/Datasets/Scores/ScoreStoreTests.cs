using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Scores;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets.Scores;

public class ScoreStoreTests
{
    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AStoreHasTheScoresOfThePreparedPixels(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, format), direct =
            ImageNetImporter.Import(folder.Photos, Options(folder, format) with { IndexOnly = true });
        float[] stored = Stored(dataset, out long[] shape);
        Assert.Equal([dataset.Count, ImageScores.Count], shape);
        byte[] buffer = [];
        foreach ((_, ImageSample sample) in direct.Images)
        {
            var expected = ImageScores.Of(direct.Pixels.Read(sample, ref buffer));
            Assert.Equal(expected, ImageScores.From(stored.AsSpan(sample.Index * ImageScores.Count)));
        }
    }

    [Fact]
    public void ScoresOfUnchangedFilesAreKeptAndThoseOfChangedFilesAreNew()
    {
        using TemporaryFolder folder = Written();
        Import(folder, StoreFormat.Npy);
        folder.Write("a/003.jpg", ImageEncoder.EncodeJpeg(DrawnImage.Draw(50, 70, 99).View));
        folder.Write("b/new.jpg", DrawnImage.Jpeg(60, 40, 98));
        File.Delete(folder.At("b", "001.jpg"));
        Assert.Equal(2, CountingReaders.Import(folder.Photos, Options(folder, StoreFormat.Npy)));
        float[] updated = Stored(Import(folder, StoreFormat.Npy), out _), fresh =
            Stored(ImageNetImporter.Import(folder.Photos, Options(folder, StoreFormat.Npy) with { Force = true }), out _);
        Assert.Equal(fresh, updated);
    }

    [Fact]
    public void AnInterruptedImportKeepsItsScores()
    {
        using TemporaryFolder folder = Written();
        using var stop = new CancellationTokenSource();
        CountingReaders.Before = count =>
        {
            if (count == 9)
                stop.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => CountingReaders.Import(folder.Photos, Options(folder, StoreFormat.Npy), stop.Token));
        CountingReaders.Before = null;
        Assert.InRange(CountingReaders.Import(folder.Photos, Options(folder, StoreFormat.Npy)), 1, 23);
        float[] resumed = Stored(Import(folder, StoreFormat.Npy), out _), fresh =
            Stored(ImageNetImporter.Import(folder.Photos, Options(folder, StoreFormat.Npy) with { Force = true }), out _);
        Assert.Equal(fresh, resumed);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AStoreOfAnEarlierVersionIsScoredWhenAsked(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, format);
        var scores = DatasetHealth.Score(dataset);
        File.Delete(Path.Combine(dataset.StorePath!, "scores.npy"));
        string path = Path.Combine(dataset.StorePath!, "dataset.json");
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Assert.True(manifest.Remove("scoresChecksum"));
        File.WriteAllText(path, manifest.ToJsonString());
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder, format)));
        var old = ImageNetDataset.Open(dataset.StorePath!);
        Assert.Empty(DatasetHealth.Check(old, Lenient));
        // A shard was encoded after its images had been scored.
        AssertSame(scores, DatasetHealth.Score(old), format == StoreFormat.Npy ? 0 : 0.1);

        // New files have scores, and the others are still scored when asked.
        folder.Write("b/new.jpg", DrawnImage.Jpeg(60, 40, 98));
        ImageNetDataset mixed = Import(folder, format);
        float[] stored = Stored(mixed, out _);
        Assert.Equal(1, stored.Chunk(ImageScores.Count).Count(row => !float.IsNaN(row[0])));
        Assert.All(DatasetHealth.Score(mixed).Images, image => Assert.InRange(image.Dark, 0.01, 1));
    }

    [Fact]
    public void AnIndexHasTheSameScoresAsAStore()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset store = Import(folder, StoreFormat.Npy), index =
            ImageNetImporter.Import(folder.Photos, Options(folder, StoreFormat.Npy) with { IndexOnly = true });
        AssertSame(DatasetHealth.Score(store), DatasetHealth.Score(index), 0);
    }

    [Fact]
    public void AFlippedBitOfTheScoresIsAFindingAndTheScoresAreComputed()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, StoreFormat.Npy);
        var scores = DatasetHealth.Score(dataset);
        string path = Path.Combine(dataset.StorePath!, "scores.npy");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[140] ^= 16;
        File.WriteAllBytes(path, bytes);
        var damaged = Assert.Single(DatasetHealth.Check(ImageNetDataset.Open(dataset.StorePath!), Lenient));
        Assert.Equal(FindingKind.DamagedStore, damaged.Kind);
        Assert.Equal([path], damaged.Files);
        AssertSame(scores, DatasetHealth.Score(dataset), 0);
    }

    [Fact]
    public void ScoresChangeNothingElse()
    {
        using TemporaryFolder folder = Written();
        // One thread, because several append the pixels in the order in which they finish.
        ImportOptions options = Options(folder, StoreFormat.Npy) with { Threads = 1 };
        ImageNetDataset with = ImageNetImporter.Import(folder.Photos, options), without = ImageNetImporter.Import(
            folder.Photos, options with { CachePath = folder.Cache + "2", Scores = false });
        Assert.Equal(without.Sha256, with.Sha256);
        foreach (string file in (string[])["pixels.npy", "labels.npy", "index.csv", "moments.npy", "mean.npy", "sha256.npy",
            "crc32c.npy", "shapes.npy", "offsets.npy"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(without.StorePath!, file)),
                File.ReadAllBytes(Path.Combine(with.StorePath!, file)));
        }
    }

    private static HealthOptions Lenient =>
        new() { MinimumImages = 0, MinimumSide = 0, MaximumDistance = -1, BlurThreshold = 0, CorrelationThreshold = 0 };

    private static void AssertSame(DatasetScores expected, DatasetScores actual, double tolerance)
    {
        Assert.Equal(expected.Images.Count, actual.Images.Count);
        foreach ((ScoredImage one, ScoredImage other) in expected.Images.Zip(actual.Images))
        {
            Assert.Equal((one.Path, one.Label, one.Split), (other.Path, other.Label, other.Split));
            Assert.Equal(one.Dark, other.Dark, tolerance);
            Assert.Equal(one.Light, other.Light, tolerance);
            Assert.Equal(one.Blurred, other.Blurred, tolerance);
            Assert.Equal(one.LowInformation, other.LowInformation, tolerance);
            Assert.Equal(one.OddSize, other.OddSize, tolerance);
            Assert.Equal(one.Border, other.Border, tolerance);
        }
    }

    private static float[] Stored(ImageNetDataset dataset, out long[] shape) =>
        NpyFile.Read<float>(Path.Combine(dataset.StorePath!, "scores.npy"), "<f4", out shape);

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 12);
        folder.WriteClass("b", 12, seed: 50);
        return folder;
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format) =>
        new() { CachePath = folder.Cache, ImageSize = 24, StoreFormat = format };

    private static ImageNetDataset Import(TemporaryFolder folder, StoreFormat format) =>
        ImageNetImporter.Import(folder.Photos, Options(folder, format));
}
