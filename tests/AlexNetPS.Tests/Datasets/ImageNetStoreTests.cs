using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Tests.Datasets;

public class ImageNetStoreTests
{
    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AStoreIsListedWithWhatItIsOf(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder, format));
        Directory.CreateDirectory(Path.Combine(folder.Cache, "other"));
        ImageNetStore store = Assert.Single(ImageNetStore.Find(folder.Cache));
        Assert.Equal(("photos", dataset.StorePath, folder.Photos, true), (store.Name, store.StorePath, store.SourcePath,
            store.SourceExists));
        Assert.Equal((StoreStatus.Complete, format, 32, 12, 2), (store.Status, store.StoreFormat, store.ImageSize,
            store.Images, store.Classes));
        Assert.Equal((dataset.Train.Count, dataset.Validation.Count, 0), (store.Train, store.Validation, store.Test));
        Assert.Equal(Directory.GetFiles(dataset.StorePath!).Sum(file => new FileInfo(file).Length), store.Size);
        Assert.Equal((dataset.Sha256, dataset.CacheKey), (store.Sha256, store.CacheKey));
        Assert.False(store.HasUnfinishedImport);
        Assert.Null(store.Problem);
        Assert.Equal(File.GetLastWriteTime(Path.Combine(dataset.StorePath!, "dataset.json")), store.Created);
        Assert.Equal(store.StorePath, Assert.Single(ImageNetStore.Find(store.StorePath)).StorePath);
        Assert.Equal(store.StorePath,
            Assert.Single(ImageNetStore.Find(Path.Combine(store.StorePath, "dataset.json"))).StorePath);

        Directory.Move(folder.Photos, folder.Photos + "-away");
        Assert.False(Assert.Single(ImageNetStore.Find(folder.Cache)).SourceExists);
    }

    [Fact]
    public void OpeningAStoreNotesItsUse()
    {
        using TemporaryFolder folder = Written();
        string path = ImageNetImporter.Import(folder.Photos, Options(folder)).StorePath!;
        string stamp = Path.Combine(path, "last-used");
        DateTime old = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(stamp, old);
        Assert.Equal(old.ToLocalTime(), ImageNetStore.Open(path).LastUsed);
        // Looking at it is no use of it.
        Assert.Equal(old.ToLocalTime(), ImageNetStore.Open(path).LastUsed);
        ImageNetDataset.Open(path);
        Assert.True(ImageNetStore.Open(path).LastUsed > old.ToLocalTime());
        File.SetLastWriteTimeUtc(stamp, old);
        ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.True(ImageNetStore.Open(path).LastUsed > old.ToLocalTime());

        // Where it cannot be written, the store can be used all the same. A folder of that name stands for a read-only disk.
        File.Delete(stamp);
        Directory.CreateDirectory(stamp);
        Assert.Equal(12, ImageNetDataset.Open(path).Count);
        Directory.Delete(stamp);
        Assert.Null(ImageNetStore.Open(path).LastUsed);
    }

    [Fact]
    public void WhatAnImportHasLeftIsListedAndDeletedWithItsStore()
    {
        using TemporaryFolder folder = Written();
        Interrupt(folder);
        ImageNetStore unfinished = Assert.Single(ImageNetStore.Find(folder.Cache));
        Assert.Equal((StoreStatus.Unfinished, true, null), (unfinished.Status, unfinished.HasUnfinishedImport, unfinished.Images));
        Assert.True(unfinished.Size > 0);
        Assert.False(Directory.Exists(unfinished.StorePath));

        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        folder.WriteClass("c", 6, seed: 80);
        Interrupt(folder);
        string aside = $"{dataset.StorePath}.old-{Guid.NewGuid():N}";
        Directory.CreateDirectory(aside);
        ImageNetStore both = Assert.Single(ImageNetStore.Find(folder.Cache));
        Assert.Equal((StoreStatus.Complete, true, 12), (both.Status, both.HasUnfinishedImport, both.Images));
        both.Delete();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Cache));

        Interrupt(folder);
        ImageNetStore.Open(Assert.Single(folder.Stores())).Delete();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Cache));
    }

    [Fact]
    public void AStoreThatAnImportWritesIsNotDeleted()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        var paths = new StorePaths(dataset.StorePath!);
        using (StoreLock.Take(paths, null, default))
        {
            ImageNetStore store = ImageNetStore.Open(dataset.StorePath!);
            Assert.Equal(StoreStatus.Importing, store.Status);
            Assert.Contains(store.StorePath, Assert.Throws<DatasetException>(store.Delete).Message, StringComparison.Ordinal);
            Assert.Equal(12, ImageNetDataset.Open(dataset.StorePath!).Count);
        }

        Assert.Equal(StoreStatus.Complete, ImageNetStore.Open(dataset.StorePath!).Status);
    }

    [Fact]
    public void AnotherFolderIsNoStore()
    {
        using TemporaryFolder folder = Written();
        string path = ImageNetImporter.Import(folder.Photos, Options(folder)).StorePath!;
        string[] others = [folder.Photos, folder.Cache, Folder("empty"), Folder("theirs"), Folder("home"), Folder("x.partial")];
        File.WriteAllText(Path.Combine(others[3], "dataset.json"), """{ "format": "of somebody else" }""");
        File.Copy(Path.Combine(path, "dataset.json"), Path.Combine(others[4], "dataset.json"));
        Directory.CreateDirectory(Path.Combine(others[4], "documents"));
        File.WriteAllText(Path.Combine(others[5], "thesis.txt"), "");
        foreach (string other in others)
            Assert.Contains(other, Assert.Throws<DatasetException>(() => ImageNetStore.Open(other)).Message, StringComparison.Ordinal);
        Assert.Equal([path], ImageNetStore.Find(folder.Cache).Select(store => store.StorePath));

        // A store whose manifest is damaged or of another version still is one.
        string manifest = Path.Combine(path, "dataset.json"), text = File.ReadAllText(manifest);
        foreach (string damaged in (string[])[text[..100],
            text.Replace("\"formatVersion\": 2", "\"formatVersion\": 99", StringComparison.Ordinal)])
        {
            File.WriteAllText(manifest, damaged);
            ImageNetStore store = ImageNetStore.Open(path);
            Assert.Equal((StoreStatus.Damaged, null, null), (store.Status, store.SourcePath, store.SourceExists));
            Assert.NotNull(store.Problem);
        }

        ImageNetStore.Open(path).Delete();
        Assert.False(Directory.Exists(path));

        string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder.Cache, name)).FullName;
    }

    private static void Interrupt(TemporaryFolder folder)
    {
        using var stop = new CancellationTokenSource();
        CountingReaders.Before = count =>
        {
            if (count > 2)
                stop.Cancel();
        };
        try
        {
            Assert.ThrowsAny<OperationCanceledException>(
                () => CountingReaders.Import(folder.Photos, Options(folder) with { Threads = 1 }, stop.Token));
        }
        finally
        {
            CountingReaders.Before = null;
        }
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format = StoreFormat.Npy) =>
        new() { ImageSize = 32, CachePath = folder.Cache, StoreFormat = format };

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 6);
        folder.WriteClass("b", 6, seed: 50);
        return folder;
    }
}
