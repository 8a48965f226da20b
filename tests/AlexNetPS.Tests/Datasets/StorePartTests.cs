using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Datasets.Store.Parts;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class StorePartTests
{
    [Theory]
    [InlineData(StoreFormat.Npy, 1)]
    [InlineData(StoreFormat.Npy, 2)]
    [InlineData(StoreFormat.Npy, 3)]
    [InlineData(StoreFormat.Npy, 7)]
    [InlineData(StoreFormat.Npy, 40)]
    [InlineData(StoreFormat.Shards, 1)]
    [InlineData(StoreFormat.Shards, 3)]
    [InlineData(StoreFormat.Shards, 40)]
    public void JoinedPartsAreTheStoreOfOneImport(StoreFormat format, int workers)
    {
        using var folder = new TemporaryFolder();
        WriteDamagedClasses(folder);
        AssertSameAsOneImport(folder, Options(folder, format) with { ShardImages = 5, Threads = 2 }, workers);
    }

    [Fact]
    public void PartFoldersJoinToTheStoreOfOneImport()
    {
        using var folder = new TemporaryFolder();
        foreach (string split in (string[])["train", "val", "test"])
        {
            folder.WriteClass($"{split}/a", 5, 61, 47, seed: 1);
            folder.WriteClass($"{split}/b", 4, 47, 90, seed: 20);
        }

        AssertSameAsOneImport(folder, Options(folder, StoreFormat.Npy), 3);
    }

    [Fact]
    public void AListWithGroupsAndOtherColumnsJoinsToTheStoreOfOneImport()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("photos", 12, 50, 40);
        folder.Write("labels.csv", System.Text.Encoding.UTF8.GetBytes("path,label,site,patient\n" + string.Join('\n',
            Enumerable.Range(0, 12).Select(i => $"photos/{i:D3}.jpg,{(i % 2 == 0 ? "x" : "y")},s{i % 3},p{i / 4}"))
            + "\nphotos/none.jpg,x,s1,p1\n"));
        AssertSameAsOneImport(folder, Options(folder, StoreFormat.Npy) with
        {
            GroupColumn = "patient",
            ValidationFraction = 0.3,
        }, 3);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void DuplicatesInDifferentPartsStayInOneSplit(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        for (uint i = 0; i < 10; i++)
        {
            byte[] image = DrawnImage.Jpeg(60, 60, i);
            folder.Write($"a/first{i}.jpg", image);
            folder.Write($"a/second{i}.jpg", image);
            folder.Write($"b/{i}.jpg", DrawnImage.Jpeg(60, 60, 100 + i));
        }

        ImageNetDataset joined = AssertSameAsOneImport(folder, Options(folder, format) with
        {
            GroupNearDuplicates = true,
            ValidationFraction = 0.3,
            TestFraction = 0.2,
        }, 4);
        Assert.Equal(joined.Images.Count(), joined.Count);
        Assert.All(joined.Images.GroupBy(image => image.Sample.Group).Where(group => group.Key is not null),
            group => Assert.Single(group.Select(image => image.Split).Distinct()));
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void CifarBatchesJoinToTheStoreOfOneImport(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        for (int batch = 1; batch <= 5; batch++)
            folder.Write($"data_batch_{batch}.bin", CifarBatch.Of(12, CifarBatch.Varied));
        folder.Write("test_batch.bin", CifarBatch.Of(12, CifarBatch.Varied));
        AssertSameAsOneImport(folder, Options(folder, format), 3);
    }

    [Fact]
    public void SelectedRenamedAndCorrectedImagesJoinToTheStoreOfOneImport()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 9);
        folder.WriteClass("b", 9, seed: 20);
        folder.WriteClass("c", 9, seed: 40);
        AssertSameAsOneImport(folder, Options(folder, StoreFormat.Npy) with
        {
            ClassMap = new Dictionary<string, string?> { ["c"] = "a", ["b"] = "other" },
            Corrections = [new LabelCorrection("b/003.jpg", "a")],
            Selection = new ImageSelection { MaximumPerClass = 8 },
            Crop = ImageCrop.Center,
            Seed = 7,
        }, 3);
    }

    [Fact]
    public void SharesFollowEachOtherAndTakeAboutTheSameTime()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 4, 2000, 1500);
        folder.WriteClass("b", 60);
        ImageNetStorePart[] parts = Prepare(folder, Options(folder, StoreFormat.Npy), 3);
        Assert.Equal(64, parts.Sum(part => part.Images));
        Assert.True(parts[0].Images < 10 && parts[2].Images > 20, string.Join(", ", parts.Select(part => part.Images)));
    }

    [Fact]
    public void MissingUnfinishedAndDamagedPartsAreNamed()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20);
        ImportOptions options = Options(folder, StoreFormat.Npy);
        ImageNetStorePart[] parts = Prepare(folder, options, 5);
        Directory.Delete(parts[1].PartPath, recursive: true);
        Cancel(folder, options with { Force = true }, 2, 5, after: 3);
        File.WriteAllText(Path.Combine(parts[3].PartPath, "part.json"), "{");
        IReadOnlyList<ImageNetStorePart> found = ImageNetStorePart.Find(folder.Cache);
        Assert.Equal([StoreStatus.Complete, StoreStatus.Unfinished, StoreStatus.Damaged, StoreStatus.Complete],
            found.Select(part => part.Status));
        DatasetException refusal = Assert.Throws<DatasetException>(() => ImageNetImporter.Join(found));
        Assert.Contains("(missing: worker 1; unfinished: worker 2; damaged: worker 3).", refusal.Message,
            StringComparison.Ordinal);
        Assert.Contains("-WorkerCount 5", refusal.Message, StringComparison.Ordinal);

        Prepare(folder, options, 5);
        Assert.Equal(40, ImageNetImporter.Join(ImageNetStorePart.Find(folder.Cache)).Count);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnInterruptedWorkerContinuesAndACompletePartIsReused(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        WriteDamagedClasses(folder);
        ImportOptions options = Options(folder, format) with { Threads = 1 };
        Cancel(folder, options, 1, 2, after: 4);
        int rest = Decoded(folder, options, 1, 2);
        Assert.True(rest > 0);
        Assert.Equal(0, Decoded(folder, options, 1, 2));
        Assert.Equal(rest + 4, Decoded(folder, options with { Force = true }, 1, 2));
        AssertSameAsOneImport(folder, options, 2);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AKilledWorkerLeavesNoCompletePartAndIsContinued(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 100, 90, 80);
        folder.WriteClass("b", 100, 80, 90, seed: 200);
        ImportOptions options = Options(folder, format) with { ImageSize = 64 };
        Part(folder, options, 0, 2);
        using Process killed = ImportProcess.StartHeld(folder, format, 60, "1", "2");
        ImportProcess.WaitForJournal(killed, folder, ".part-1-of-2");
        IReadOnlyList<ImageNetStorePart> parts = ImageNetStorePart.Find(folder.Cache);
        Assert.Equal(StoreStatus.Importing, parts[1].Status);
        Assert.Contains("still importing: worker 1", Refusal(), StringComparison.Ordinal);
        killed.Kill();
        killed.WaitForExit();
        parts = ImageNetStorePart.Find(folder.Cache);
        Assert.Contains("unfinished: worker 1", Refusal(), StringComparison.Ordinal);
        Assert.InRange(Decoded(folder, options, 1, 2), 1, 99);
        AssertSameAsOneImport(folder, options, 2);

        string Refusal() => Assert.Throws<DatasetException>(() => ImageNetImporter.Join(parts)).Message;
    }

    [Fact]
    public void RepairsOfTheStoreStayWhenItsPartsAreJoinedAgain()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 10);
        folder.WriteClass("b", 10);
        ImageNetStorePart[] parts = Prepare(folder, Options(folder, StoreFormat.Npy), 2);
        ImageNetDataset joined = ImageNetImporter.Join(parts);
        ImageSample moved = joined.Train.Samples[3];
        StoreRewriting.Run(joined.StorePath!, store => [new StoreEdit(moved.RelativePath,
            store.ReadHashes()![moved.Index].ToString(), 1, "Leakage", EditAction.Move, SplitName.Train,
            SplitName.Validation, "moved")],
            null, CancellationToken.None);
        ImageNetDataset again = ImageNetImporter.Join(parts, new JoinOptions { Force = true });
        Assert.Equal((20, 1), (again.Count, again.Repairs));
        Assert.Contains(again.Validation.Samples, sample => sample.RelativePath == moved.RelativePath);
    }

    [Fact]
    public void AnInterruptedJoinStartsAgainAndARepeatedOneChangesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20);
        ImportOptions options = Options(folder, StoreFormat.Npy);
        ImageNetStorePart[] parts = Prepare(folder, options, 2);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ImageNetImporter.Join(parts, null, null, cancel.Token));
        Assert.Equal(parts.Select(part => part.PartPath), folder.Stores().Order(StringComparer.Ordinal));

        ImageNetDataset joined = ImageNetImporter.Join(parts);
        string pixels = Path.Combine(joined.StorePath!, "pixels.npy");
        File.SetLastWriteTimeUtc(pixels, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        ImageNetImporter.Join(parts);
        Assert.Equal(2020, File.GetLastWriteTimeUtc(pixels).Year);
        // An import finds it.
        ImageNetImporter.Import(folder.Photos, options);
        Assert.Equal(2020, File.GetLastWriteTimeUtc(pixels).Year);
        ImageNetImporter.Join(parts, new JoinOptions { Force = true, RemoveParts = true });
        Assert.NotEqual(2020, File.GetLastWriteTimeUtc(pixels).Year);
        Assert.Equal(joined.StorePath, Assert.Single(folder.Stores()));
    }

    [Fact]
    public void AChangedFileIsNamedAndOnlyWhatChangedIsPreparedAgain()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20);
        ImportOptions options = Options(folder, StoreFormat.Npy);
        ImageNetStorePart first = Prepare(folder, options, 2)[0];
        folder.Write("b/005.jpg", DrawnImage.Jpeg(50, 70, 99));
        ImageNetStorePart second = Part(folder, options, 1, 2);
        DatasetException refusal = Assert.Throws<DatasetException>(() => ImageNetImporter.Join([first, second]));
        Assert.Contains("files of class 'b' were added, removed or changed between their listings", refusal.Message,
            StringComparison.Ordinal);
        Assert.InRange(Decoded(folder, options, 0, 2), 0, 2);
        AssertSameAsOneImport(folder, options, 2);
    }

    [Fact]
    public void PartsOfOtherImportsAreRefusedWithWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 6);
        folder.WriteClass("b", 6);
        ImportOptions options = Options(folder, StoreFormat.Npy);
        ImageNetStorePart part = Part(folder, options, 0, 2);
        AssertRefused("ImageSize is 40 in the one and 48 in the other", 1, 2, options with { ImageSize = 48 });
        AssertRefused("StoreFormat is \"Npy\" in the one and \"Shards\" in the other", 1, 2,
            options with { StoreFormat = StoreFormat.Shards });
        AssertRefused("Seed is 0 in the one and 5 in the other", 1, 2, options with { Seed = 5 });
        AssertRefused("the number of workers is 2 in the one and 3 in the other", 1, 3, options);
        AssertRefused("are both the part of worker 0", 0, 2,
            options with { CachePath = Path.Combine(folder.Root, "2") });

        void AssertRefused(string difference, int index, int count, ImportOptions other) =>
            Assert.Contains(difference, Assert.Throws<DatasetException>(() => ImageNetImporter.Join([part,
                Part(folder, other, index, count)])).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedImagesOfAPartAreFound()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 10);
        folder.WriteClass("b", 10);
        foreach (StoreFormat format in (StoreFormat[])[StoreFormat.Npy, StoreFormat.Shards])
        {
            ImageNetStorePart[] parts = Prepare(folder, Options(folder, format), 2);
            string images = Path.Combine(parts[1].PartPath, format == StoreFormat.Npy ? "pixels.npy" : "loose.bin");
            byte[] bytes = File.ReadAllBytes(images);
            bytes[^7] ^= 1;
            File.WriteAllBytes(images, bytes);
            AssertDamaged("is damaged at byte");
            File.WriteAllBytes(images, bytes[..^9]);
            AssertDamaged("is missing or cut off");

            void AssertDamaged(string how)
            {
                string message = Assert.Throws<DatasetException>(() => ImageNetImporter.Join(parts)).Message;
                Assert.Contains(how, message, StringComparison.Ordinal);
                Assert.Contains("worker 1 again with Force", message, StringComparison.Ordinal);
                Assert.False(Directory.Exists(parts[0].StorePath));
            }
        }
    }

    [Fact]
    public void WorkersOutOfRangeAndUnfitOptionsAreRefused()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 2);
        folder.WriteClass("b", 2);
        ImportOptions options = Options(folder, StoreFormat.Npy);
        Assert.Contains("0 to 15 with WorkerCount 16", Refusal(16, 16, options), StringComparison.Ordinal);
        Assert.Contains("0 to 15 with WorkerCount 16", Refusal(-1, 16, options), StringComparison.Ordinal);
        Assert.Contains("WorkerCount", Refusal(0, 0, options), StringComparison.Ordinal);
        Assert.Contains("-StoreFormat Npy", Refusal(0, 2, options with { StoreFormat = StoreFormat.Auto }),
            StringComparison.Ordinal);
        Assert.Contains("-IndexOnly", Refusal(0, 2, options with { IndexOnly = true }), StringComparison.Ordinal);
        DatasetException none = Assert.Throws<DatasetException>(() => ImageNetStorePart.Find(folder.Photos));
        Assert.Contains("no parts", none.Message, StringComparison.Ordinal);

        string Refusal(int index, int count, ImportOptions with) => Assert.ThrowsAny<ArgumentException>(() =>
            Part(folder, with, index, count)).Message;
    }

    [Fact]
    public void PartsAreFoundByFolderStoreAndNameAndGoWithTheStore()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 6);
        folder.WriteClass("b", 6);
        ImageNetStorePart[] parts = Prepare(folder, Options(folder, StoreFormat.Npy), 12);
        Assert.EndsWith(".part-03-of-12", parts[3].PartPath, StringComparison.Ordinal);
        Assert.Equal(12, ImageNetStorePart.Find(folder.Cache).Count);
        Assert.Equal(12, ImageNetStorePart.Find(parts[0].StorePath).Count);
        Assert.Equal(3, Assert.Single(ImageNetStorePart.Find(parts[3].PartPath)).WorkerIndex);

        ImageNetStore unfinished = Assert.Single(ImageNetStore.Find(folder.Cache));
        Assert.Equal((StoreStatus.Unfinished, parts.Sum(part => part.Size)), (unfinished.Status, unfinished.Size));
        ImageNetImporter.Join(parts);
        ImageNetStore store = Assert.Single(ImageNetStore.Find(folder.Cache));
        Assert.Equal((StoreStatus.Complete, 12), (store.Status, store.Images));
        store.Delete();
        Assert.Empty(folder.Stores());
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format) =>
        new() { CachePath = folder.Cache, ImageSize = 40, StoreFormat = format };

    private static void WriteDamagedClasses(TemporaryFolder folder)
    {
        for (uint i = 0; i < 14; i++)
        {
            byte[] image = DrawnImage.Jpeg(60 + 7 * (int)i, 90 - 3 * (int)i, i);
            folder.Write($"{(i % 2 == 0 ? "a" : "b")}/{i:D2}.jpg", image);
        }

        folder.Write("a/05.jpg", [1, 2, 3]);
        folder.Write("a/empty.jpg", []);
        folder.Write("b/000.jpg", DrawnImage.Jpeg(48, 36, 3)[..300]);
        folder.Write("b/gray.jpg", ImageFiles.Read("cmyk.jpg"));
        folder.Write("c/only.jpg", [4, 5, 6]);
    }

    private static ImageNetStorePart[] Prepare(TemporaryFolder folder, ImportOptions options, int workers) =>
        [.. Enumerable.Range(0, workers)
            .Select(i => Part(folder, options, i, workers))];

    private static ImageNetStorePart Part(TemporaryFolder folder, ImportOptions options, int index, int count) =>
        ImageNetImporter.ImportPart(folder.Photos, options with { Worker = new ImportWorker(index, count) });

    private static int Decoded(TemporaryFolder folder, ImportOptions options, int index, int count) =>
        CountingReaders.ImportPart(folder.Photos, options with { Worker = new ImportWorker(index, count) });

    private static void Cancel(TemporaryFolder folder, ImportOptions options, int index, int count, int after)
    {
        using var cancel = new CancellationTokenSource();
        CountingReaders.Before = decoded =>
        {
            if (decoded == after)
                cancel.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => CountingReaders.ImportPart(folder.Photos,
            options with { Threads = 1, Worker = new ImportWorker(index, count) }, cancel.Token));
        CountingReaders.Before = null;
    }

    private static ImageNetDataset AssertSameAsOneImport(TemporaryFolder folder, ImportOptions options, int workers)
    {
        ImageNetDataset one = ImageNetImporter.Import(folder.Photos,
            options with { CachePath = Path.Combine(folder.Root, "one"), Threads = 3 });
        ImageNetStorePart[] parts = Prepare(folder, options, workers);
        Assert.Equal(one.Count, parts.Sum(part => part.Images));
        Assert.Equal(one.Skipped, parts.SelectMany(part => part.Skipped!));
        ImageNetDataset joined = ImageNetImporter.Join(parts.Reverse());
        Assert.Equal(Path.Combine(options.CachePath!, Path.GetFileName(one.StorePath!)), joined.StorePath);
        string[] names = FilesOf(one.StorePath!);
        Assert.Contains("mean.npy", names);
        Assert.Equal(names, FilesOf(joined.StorePath!));
        foreach (string name in names)
        {
            string expected = Path.Combine(one.StorePath!, name), actual = Path.Combine(joined.StorePath!, name);
            if (Path.GetExtension(name) is ".json" or ".csv")
                Assert.Equal(File.ReadAllText(expected), File.ReadAllText(actual));
            Assert.True(File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)), name);
        }

        return joined;

        static string[] FilesOf(string store) =>
            [.. Directory.GetFiles(store).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }
}
