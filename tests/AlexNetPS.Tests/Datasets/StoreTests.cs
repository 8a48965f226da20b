using System.Diagnostics;
using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Datasets;

public class StoreTests
{
    [Fact]
    public void StoredPixelsAreThosePreparedFromTheFile()
    {
        using var folder = new TemporaryFolder();
        for (uint i = 0; i < 12; i++)
            folder.Write($"{(i % 2 == 0 ? "a" : "b")}/{i}.jpg", DrawnImage.Jpeg(60 + 7 * (int)i, 90 - 3 * (int)i, i));
        folder.Write("a/turned.jpg", ImageFiles.Read("orientation-6.jpg"));
        folder.Write("b/ink.jpg", ImageFiles.Read("cmyk.jpg"));
        ImageNetDataset stored = Import(folder), indexed = Import(folder, new ImportOptions { IndexOnly = true });
        Assert.Null(indexed.StorePath);
        Assert.Equal(stored.Train.Samples, indexed.Train.Samples);
        using var preparer = new ImagePreparer(40);
        byte[] one = [], two = [];
        foreach (ImageSample sample in stored.Train.Samples)
        {
            PixelView view = stored.Pixels.Read(sample, ref one), again =
                indexed.Pixels.Read(sample, ref two), prediction = preparer.Prepare(sample.Path);
            Assert.Equal((prediction.Width, prediction.Height), (view.Width, view.Height));
            Assert.True(view.Pixels.SequenceEqual(prediction.Pixels));
            Assert.True(view.Pixels.SequenceEqual(again.Pixels));
        }
    }

    [Fact]
    public void AnUnchangedFolderIsNotDecodedAgainAndAChangedOneOnlyWhereItChanged()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20);
        Import(folder);
        Assert.Equal(0, Decoded(folder));
        Assert.Equal(0, Decoded(folder, new ImportOptions { Seed = 5, ValidationFraction = 0.5 }));
        ImageNetDataset halved = Import(folder, new ImportOptions { Seed = 5, ValidationFraction = 0.5 });
        Assert.Equal(40, halved.Count);
        Assert.InRange(halved.Validation.Count, 10, 30);

        folder.WriteClass("c", 2, seed: 40);
        folder.Write("a/000.jpg", DrawnImage.Jpeg(50, 70, 99));
        File.Delete(folder.At("b", "003.jpg"));
        Assert.Equal(3, Decoded(folder));
        ImageNetDataset changed = Import(folder);
        Assert.Equal((41, 3), (changed.Count, changed.Classes.Count));

        // What was taken over equals what a fresh import makes.
        ImageNetDataset fresh = Import(folder, new ImportOptions { Force = true });
        byte[] none = [];
        foreach (ImageSample sample in fresh.Train.Samples)
        {
            Assert.True(
                fresh.Pixels.Read(sample, ref none).Pixels.SequenceEqual(changed.Pixels.Read(sample, ref none).Pixels));
        }

        AssertSame(changed.Statistics!, fresh.Statistics!);
        Assert.Single(folder.Stores());
    }

    [Fact]
    public void ACanceledImportContinues()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 60, 300, 300);
        folder.WriteClass("b", 60, 300, 300);
        using var cancel = new CancellationTokenSource();
        CountingReaders.Before = count =>
        {
            if (count == 30)
                cancel.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => Count(folder, new ImportOptions { Threads = 1 }, cancel.Token));
        CountingReaders.Before = null;
        int rest = Count(folder, new ImportOptions { Threads = 1 });
        Assert.Equal(90, rest);
        Assert.Equal(120, Import(folder).Count);
    }

    [Fact]
    public void ATornJournalCostsOnlyItsTornPart()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20);
        using var cancel = new CancellationTokenSource();
        CountingReaders.Before = count =>
        {
            if (count == 20)
                cancel.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => Count(folder, new ImportOptions { Threads = 1 }, cancel.Token));
        CountingReaders.Before = null;
        string journal = Assert.Single(Directory.GetFiles(folder.Cache, "import.journal", SearchOption.AllDirectories));
        using (FileStream file = File.OpenWrite(journal))
            file.SetLength(file.Length - 50);
        Assert.Equal(21, Count(folder));

        // A store whose image was torn is mended as well: the journal must not be believed beyond the pixels.
        byte[] none = [];
        ImageNetDataset continued = Import(folder), fresh = Import(folder, new ImportOptions { Force = true });
        foreach (ImageSample sample in fresh.Train.Samples)
        {
            Assert.True(fresh.Pixels.Read(sample, ref none).Pixels.SequenceEqual(
                continued.Pixels.Read(sample, ref none).Pixels));
        }
    }

    [Fact]
    public void AFlippedBitInTheJournalChangesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 12);
        folder.WriteClass("b", 12);
        string? expected = Import(folder).Sha256;
        // Positions in the head, at the begin of a record, and in all its fields.
        foreach (int position in Enumerable.Range(0, 24).Select(i => 3 + (i * 41)))
        {
            Directory.Delete(folder.Cache, recursive: true);
            using var cancel = new CancellationTokenSource();
            CountingReaders.Before = count =>
            {
                if (count == 12)
                    cancel.Cancel();
            };
            Assert.ThrowsAny<OperationCanceledException>(
                () => Count(folder, new ImportOptions { Threads = 1 }, cancel.Token));
            CountingReaders.Before = null;
            string journal =
                Assert.Single(Directory.GetFiles(folder.Cache, "import.journal", SearchOption.AllDirectories));
            byte[] bytes = File.ReadAllBytes(journal);
            bytes[position] ^= (byte)(1 << position % 8);
            File.WriteAllBytes(journal, bytes);
            ImageNetDataset continued = Import(folder);
            Assert.Equal(expected, continued.Sha256);
            Assert.DoesNotContain(DatasetHealth.Check(continued),
                finding => finding.Kind is FindingKind.DamagedStore or FindingKind.ChangedFile);
        }
    }

    [Fact]
    public void StatisticsAreExactAndIndependentOfThreads()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 15, 61, 47);
        folder.WriteClass("b", 15, 47, 90, seed: 50);
        ImageNetDataset one = Import(folder, new ImportOptions { Threads = 1 });
        ImageNetDataset four = Import(folder, new ImportOptions { Threads = 4, Force = true });
        AssertSame(one.Statistics!, four.Statistics!);

        double[] sum = new double[3];
        double[,] product = new double[3, 3];
        long pixels = 0;
        byte[] none = [];
        foreach (ImageSample sample in one.Train.Samples)
        {
            ReadOnlySpan<byte> values = one.Pixels.Read(sample, ref none).Pixels;
            for (int i = 0; i < values.Length; i += 3, pixels++)
            {
                for (int c = 0; c < 3; c++)
                {
                    sum[c] += values[i + c] / 255.0;
                    for (int d = 0; d < 3; d++)
                        product[c, d] += values[i + c] / 255.0 * (values[i + d] / 255.0);
                }
            }
        }

        DatasetStatistics statistics = one.Statistics!;
        Assert.Equal(pixels, statistics.Pixels);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(sum[c] / pixels, statistics.Mean[c], 1e-9);
            // Each eigenpair solves C v = lambda v.
            for (int row = 0; row < 3; row++)
            {
                double image = Enumerable.Range(0, 3).Sum(d =>
                    (product[row, d] / pixels - sum[row] / pixels * (sum[d] / pixels)) * statistics.Eigenvectors[c][d]);
                Assert.Equal(statistics.Eigenvalues[c] * statistics.Eigenvectors[c][row], image, 1e-9);
            }
        }
    }

    [Fact]
    public void MomentsAreTheSameOnEveryInstructionSet()
    {
        byte[] pixels = new byte[3 * 500_001];
        new Random(4).NextBytes(pixels);
        pixels.AsSpan(0, 3 * 300_000).Fill(255);
        foreach (int count in (int[])[0, 1, 15, 16, 17, 31, 32, 33, 1000, 500_001])
        {
            Assert.Equal(ChannelMoments.OfColor(pixels.AsSpan(0, 3 * count)),
                ChannelMoments.Of(pixels.AsSpan(0, 3 * count), 3));
        }
    }

    [Fact]
    public void TwoImportsAtOnceMakeOneStore()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20, 200, 200);
        folder.WriteClass("b", 20, 200, 200);
        ImageNetDataset[] datasets = new ImageNetDataset[4];
        Parallel.For(0, 4, i => datasets[i] = Import(folder));
        Assert.All(datasets, dataset => Assert.Equal(datasets[0].StorePath, dataset.StorePath));
        Assert.Equal(40, datasets[3].Count);
    }

    [Fact]
    public void TheStoreIsPlainFiles()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 4);
        folder.WriteClass("b", 4);
        ImageNetDataset dataset = Import(folder);
        using JsonDocument manifest =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(dataset.StorePath!, "dataset.json")));
        Assert.Equal(["a", "b"],
            manifest.RootElement.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(9, File.ReadAllLines(Path.Combine(dataset.StorePath!, "index.csv")).Length);
        Assert.StartsWith("path,label,class,split,width,height,bytes,modified",
            File.ReadAllText(Path.Combine(dataset.StorePath!, "index.csv")), StringComparison.Ordinal);
        Assert.Equal(
            ["crc32c.npy", "dataset.json", "index.csv", "labels.npy", "last-used", "mean.npy", "moments.npy",
                "offsets.npy", "pixels.npy", "scores.npy", "sha256.npy", "shapes.npy"],
            Directory.GetFiles(dataset.StorePath!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NumPyReadsTheStoreAndPillowAgreesWithItsPixels()
    {
        string photos = SharedPhotos.Require("imagenet-sample");
        string python = PeerPython.Require("PIL", "numpy");
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = ImageNetImporter.Import(photos, new ImportOptions { CachePath = folder.Cache });
        using Process peer = Process.Start(new ProcessStartInfo(python,
            [Path.Combine(SourceTree.Root, "tests", "peers", "resize_pillow.py"), dataset.StorePath!])
        {
            RedirectStandardOutput = true,
        })!;
        string output = peer.StandardOutput.ReadToEnd();
        peer.WaitForExit();
        Assert.True(peer.ExitCode == 0, output);
        Assert.Contains("largest difference 1", output, StringComparison.Ordinal);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Photos, Settings(folder, options));

    private static ImportOptions Settings(TemporaryFolder folder, ImportOptions? options) =>
        (options ?? new ImportOptions()) with { CachePath = folder.Cache, ImageSize = 40 };

    private static int Decoded(TemporaryFolder folder, ImportOptions? options = null) => Count(folder, options);

    private static int Count(TemporaryFolder folder, ImportOptions? options = null,
        CancellationToken cancellation = default) =>
        CountingReaders.Import(folder.Photos, Settings(folder, options), cancellation);

    private static void AssertSame(DatasetStatistics a, DatasetStatistics b)
    {
        Assert.Equal(a.Mean, b.Mean);
        Assert.Equal(a.StandardDeviation, b.StandardDeviation);
        Assert.Equal(a.Eigenvalues, b.Eigenvalues);
        Assert.Equal(a.Eigenvectors.SelectMany(v => v), b.Eigenvectors.SelectMany(v => v));
        Assert.Equal(a.Pixels, b.Pixels);
    }
}
