using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class InterruptionTests
{
    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AKilledImportIsContinued(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        WriteManyImages(folder, 200);
        using Process killed = ImportProcess.StartHeld(folder, format, 100);
        ImportProcess.WaitForJournal(killed, folder);
        killed.Kill();
        killed.WaitForExit();
        Assert.NotEqual(0, killed.ExitCode);
        int rest = CountingReaders.Import(folder.Photos, Options(folder, format));
        Assert.InRange(rest, 1, 399);
        AssertSameAsFresh(folder, format);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AKilledImportOfChangesLeavesTheFormerStoreAndIsContinued(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        WriteManyImages(folder, 100, 64);
        ImageNetDataset previous = ImageNetImporter.Import(folder.Photos, Options(folder, format));
        WriteManyImages(folder, 150, name: "new");
        using Process killed = ImportProcess.StartHeld(folder, format, 100);
        ImportProcess.WaitForJournal(killed, folder);
        killed.Kill();
        killed.WaitForExit();

        ImageNetDataset still = ImageNetDataset.Open(previous.StorePath!);
        Assert.Equal(200, still.Count);
        byte[] one = [], two = [];
        Assert.All(previous.Train.Samples,
            sample => Assert.True(
                previous.Pixels.Read(sample, ref one).Pixels.SequenceEqual(still.Pixels.Read(sample, ref two).Pixels)));
        Assert.InRange(CountingReaders.Import(folder.Photos, Options(folder, format)), 1, 299);
        AssertSameAsFresh(folder, format);
    }

    [Fact]
    public void ASecondProcessWaitsForTheFirst()
    {
        using var folder = new TemporaryFolder();
        WriteManyImages(folder, 150);
        using Process first = ImportProcess.StartHeld(folder, StoreFormat.Npy, 100);
        ImportProcess.WaitForJournal(first, folder);
        var told = new Told(activity =>
        {
            if (activity.Contains("another import", StringComparison.Ordinal))
                first.StandardInput.WriteLine();
        });
        int decoded = 0;
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, Options(folder, StoreFormat.Npy), told, default, reader =>
        {
            Interlocked.Increment(ref decoded);
            return reader;
        });
        Assert.Contains(told.Activities, activity => activity.Contains("another import", StringComparison.Ordinal));
        Assert.Equal((300, 0), (dataset.Count, decoded));
        string[] output = first.StandardOutput.ReadToEnd().ReplaceLineEndings("\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        first.WaitForExit();
        Assert.Equal("300", output[^1]);
    }

    [Theory]
    [InlineData(StoreFormat.Npy, 2000)]
    [InlineData(StoreFormat.Shards, 300)]
    public void AFullDiskIsNamedAndTheImportContinuesWhenThereIsRoom(StoreFormat format, int kilobytes)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell's ulimit.");
        using var folder = new TemporaryFolder();
        WriteManyImages(folder, 150);
        using Process process = ImportProcess.StartLimited(folder, format, kilobytes << 10);
        string[] output = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("free disk space and import again", output[^1], StringComparison.Ordinal);
        Assert.InRange(CountingReaders.Import(folder.Photos, Options(folder, format)), 1, 299);
        AssertSameAsFresh(folder, format);
    }

    [Fact]
    public void TooLittleRoomIsFoundBeforeTheWork()
    {
        using var folder = new TemporaryFolder();
        WriteManyImages(folder, 5);
        foreach (StoreFormat format in (StoreFormat[])[StoreFormat.Npy, StoreFormat.Shards])
        {
            int decoded = 0;
            DatasetException refusal = Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
                Options(folder, format) with { FreeSpace = _ => 20_000 }, null, default, reader =>
            {
                decoded++;
                return reader;
            }));
            Assert.Contains("free", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("CachePath", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("20 kB free", refusal.Message, StringComparison.Ordinal);
            Assert.Matches("about [1-9][0-9.,]* [kM]B,", refusal.Message);
            Assert.Equal(0, decoded);
        }
    }

    [Theory]
    [InlineData(2_000_000, StoreFormat.Npy)]
    [InlineData(200_000, StoreFormat.Shards)]
    public void AutoWeighsTheSizeAgainstTheFreeDiskAndKeepsItsChoice(long free, StoreFormat expected)
    {
        using var folder = new TemporaryFolder();
        WriteManyImages(folder, 5);
        ImportOptions options = Options(folder, StoreFormat.Auto) with { FreeSpace = _ => free };
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, options);
        Assert.Equal(expected, dataset.StoreFormat);
        Assert.Contains("half of", dataset.StoreFormatReason, StringComparison.Ordinal);
        Assert.Equal(dataset.StorePath,
            ImageNetImporter.Import(folder.Photos, options with { FreeSpace = _ => 1L << 40 }).StorePath);
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format) =>
        new() { CachePath = folder.Cache, ImageSize = 64, StoreFormat = format };

    private static void WriteManyImages(TemporaryFolder folder, int count, int size = 200, string name = "")
    {
        byte[] one = DrawnImage.Jpeg(size, size, 1), other = DrawnImage.Jpeg(size, size, 2);
        for (int i = 0; i < count; i++)
        {
            folder.Write($"a/{name}{i:D4}.jpg", one);
            folder.Write($"b/{name}{i:D4}.jpg", other);
        }
    }

    private static void AssertSameAsFresh(TemporaryFolder folder, StoreFormat format)
    {
        byte[] one = [], two = [];
        ImageNetDataset continued = ImageNetImporter.Import(folder.Photos, Options(folder, format)), fresh =
            ImageNetImporter.Import(folder.Photos, Options(folder, format) with { Force = true });
        Assert.Equal(fresh.Count, continued.Count);
        Assert.Equal(fresh.Statistics!.Mean, continued.Statistics!.Mean);
        Assert.NotNull(fresh.Sha256);
        Assert.Equal(fresh.Sha256, continued.Sha256);
        Assert.DoesNotContain(DatasetHealth.Check(continued),
            finding => finding.Kind is FindingKind.DamagedStore or FindingKind.ChangedFile or FindingKind.Unverified);
        foreach (ImageSample sample in fresh.Train.Samples)
        {
            Assert.True(
                fresh.Pixels.Read(sample, ref one).Pixels.SequenceEqual(continued.Pixels.Read(sample, ref two).Pixels));
        }

        Assert.Single(folder.Stores());
    }

    private sealed class Told(Action<string> onReport) : IProgress<ImportProgress>
    {
        public List<string> Activities { get; } = [];

        public void Report(ImportProgress value)
        {
            Activities.Add(value.Activity);
            onReport(value.Activity);
        }
    }
}
