using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class StoreLockTests
{
    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnUnchangedStoreIsOpenedWithoutALock(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset first = Import(folder, format);
        using (StoreLock.Take(new StorePaths(first.StorePath!), null, default))
        {
            ImageNetDataset second = Import(folder, format);
            Assert.Equal((first.StorePath, first.Sha256, first.Count), (second.StorePath, second.Sha256, second.Count));
            Assert.NotNull(second.Statistics!.MeanImage);

            // One that the next import would have to tidy up is one all the same.
            Directory.CreateDirectory(new StorePaths(first.StorePath!).Partial.Store);
            Assert.Equal(first.Sha256, Import(folder, format).Sha256);
        }
    }

    [Fact]
    public void WaitingSaysForWhom()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset first = Import(folder, StoreFormat.Npy);
        folder.WriteClass("c", 3, seed: 70);
        using var stop = new CancellationTokenSource();
        List<string> told = [];
        using (StoreLock.Take(new StorePaths(first.StorePath!), null, default))
        {
            var progress = new Progress(activity =>
            {
                told.Add(activity);
                if (activity.StartsWith("Waiting", StringComparison.Ordinal))
                    stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(
                () => ImageNetImporter.Import(folder.Photos, Options(folder, StoreFormat.Npy), progress, stop.Token));
        }

        Assert.Equal($"Waiting for another import of this folder (process {Environment.ProcessId} on "
            + $"{Environment.MachineName})", told[^1]);
    }

    [Fact]
    public void ALockThatCannotBeWrittenIsAnErrorAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The link stands for a read-only disk with an old lock.");
        using TemporaryFolder folder = Written();
        var paths = new StorePaths(Import(folder, StoreFormat.Npy).StorePath!);
        File.Delete(paths.Lock);
        // Nobody may write a program that runs.
        File.CreateSymbolicLink(paths.Lock, Environment.ProcessPath!);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        Assert.Equal(6, Import(folder, StoreFormat.Npy, stop.Token).Count);
        Assert.Equal(StoreStatus.Complete, ImageNetStore.Open(paths.Store).Status);
        Assert.Contains("cannot be deleted", Assert.Throws<DatasetException>(ImageNetStore.Open(paths.Store).Delete).Message,
            StringComparison.Ordinal);
        folder.WriteClass("c", 3, seed: 70);
        Assert.Contains("CachePath", Assert.Throws<DatasetException>(
            () => Import(folder, StoreFormat.Npy, stop.Token)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void WhatKilledImportsLeftGoes(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        var paths = new StorePaths(Import(folder, format).StorePath!);
        byte[] mean = File.ReadAllBytes(paths.Mean);
        // An import of other files, one that was killed at the end, and one at its very last file.
        Directory.CreateDirectory(paths.Partial.Store);
        File.WriteAllText(paths.Partial.Journal, "of other files");
        Directory.CreateDirectory($"{paths.Store}.old-{Guid.NewGuid():N}");
        Import(folder, format);
        Assert.Equal([paths.Store], Directory.GetDirectories(folder.Cache));

        File.Move(paths.Mean, $"{paths.Mean}.{Guid.NewGuid():N}.tmp");
        Import(folder, format);
        Assert.Equal(mean, File.ReadAllBytes(paths.Mean));
        Assert.Empty(Directory.GetFiles(paths.Store, "*.tmp"));

        folder.WriteClass("c", 6, seed: 80);
        Interrupt(folder, format);
        File.WriteAllText($"{paths.Partial.Labels}.{Guid.NewGuid():N}.tmp", "half");
        File.WriteAllText($"{paths.Partial.Looks}.{Guid.NewGuid():N}.tmp", "half");
        Assert.Equal(12, Import(folder, format).Count);
        Assert.Empty(Directory.GetFiles(folder.Cache, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal([paths.Store], Directory.GetDirectories(folder.Cache));
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnImageThatDidNotReachTheDiskIsPreparedAgain(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        Interrupt(folder, format);
        var partial = new StorePaths(Assert.Single(Directory.GetDirectories(folder.Cache, "*.partial")));
        string path = format == StoreFormat.Npy ? partial.Pixels : partial.Loose;
        byte[] bytes = File.ReadAllBytes(path);
        // As a power failure leaves it: the journal has been written, the first image has not.
        bytes.AsSpan(128, 400).Clear();
        File.WriteAllBytes(path, bytes);
        ImageNetDataset continued = Import(folder, format);
        byte[] one = [], two = [];
        ImageNetDataset fresh = ImageNetImporter.Import(folder.Photos,
            Options(folder, format) with { CachePath = Path.Combine(folder.Root, "fresh") });
        Assert.Equal(File.ReadAllBytes(Path.Combine(fresh.StorePath!, "mean.npy")),
            File.ReadAllBytes(Path.Combine(continued.StorePath!, "mean.npy")));
        Assert.All(fresh.Train.Samples, sample => Assert.True(fresh.Pixels.Read(sample, ref one).Pixels.SequenceEqual(
            continued.Pixels.Read(sample, ref two).Pixels)));
    }

    private static void Interrupt(TemporaryFolder folder, StoreFormat format)
    {
        using var stop = new CancellationTokenSource();
        CountingReaders.Before = count =>
        {
            if (count > 2)
                stop.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => CountingReaders.Import(folder.Photos, Options(folder, format) with { Threads = 1 }, stop.Token));
        CountingReaders.Before = null;
    }

    private static ImageNetDataset Import(TemporaryFolder folder, StoreFormat format, CancellationToken stop = default) =>
        ImageNetImporter.Import(folder.Photos, Options(folder, format), null, stop);

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format) =>
        new() { ImageSize = 32, CachePath = folder.Cache, StoreFormat = format };

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 50);
        return folder;
    }

    private sealed class Progress(Action<string> onReport) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => onReport(value.Activity);
    }
}
