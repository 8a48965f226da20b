using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Health.Repairs;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class RepairTests
{
    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void ALeakMovesToTheHeldOutSplitAndTheStoreIsThatOfAnImportWithTheseSplits(StoreFormat format)
    {
        using TemporaryFolder folder = Leaking(), expected = Leaking();
        ImportOptions options = Options(folder, format);
        ImageNetDataset before = ImageNetImporter.Import(folder.Photos, options);
        Dictionary<string, byte[]> files = Contents(folder.Photos), store = Contents(before.StorePath!);

        IReadOnlyList<RepairedImage> repaired = Repair(before, FindingKind.Leakage);
        Assert.Equal(["train/a/000.jpg Moved Train Test", "val/b/100.jpg Moved Validation Test"],
            repaired.Select(image => $"{Relative(folder, image.Path)} {image.Action} {image.From} {image.To}"));
        Assert.Equal(["a", "b"], repaired.Select(image => image.Label));
        Assert.Contains("test/a/leaked.jpg", repaired[0].Reason, StringComparison.Ordinal);
        Assert.Equal(files, Contents(folder.Photos));
        ImageNetDataset after = ImageNetDataset.Open(before.StorePath!);
        Assert.Equal((before.Train.Count - 1, before.Validation.Count - 1, before.Test.Count + 2, 2),
            (after.Train.Count, after.Validation.Count, after.Test.Count, after.Repairs));

        File.Move(expected.At("train", "a", "000.jpg"), expected.At("test", "a", "000.jpg"));
        File.Move(expected.At("val", "b", "100.jpg"), expected.At("test", "b", "100.jpg"));
        ImageNetDataset same = ImageNetImporter.Import(expected.Photos, Options(expected, format));
        DatasetStatistics right = same.Statistics!, found = after.Statistics!;
        Assert.Equal(right.Mean, found.Mean);
        Assert.Equal(right.StandardDeviation, found.StandardDeviation);
        Assert.Equal(right.Eigenvalues, found.Eigenvalues);
        Assert.Equal(right.Pixels, found.Pixels);
        Assert.Equal(Bytes(same, "mean.npy"), Bytes(after, "mean.npy"));
        Assert.NotEqual(before.Sha256, after.Sha256);
        Assert.Equal(DatasetHash.Of(after, after.FileHashes(default)), after.Sha256);
        Assert.DoesNotContain(DatasetHealth.Check(after, _lenient),
            finding => finding.Kind is FindingKind.Leakage or FindingKind.DamagedStore);

        // The next imports keep it, also one that starts over or draws other splits.
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(after.Sha256, ImageNetImporter.Import(folder.Photos, options).Sha256);
        Assert.Equal(after.Sha256, ImageNetImporter.Import(folder.Photos, options with { Force = true }).Sha256);
        Assert.Equal(2, ImageNetImporter.Import(folder.Photos, options with { Seed = 3 }).Repairs);
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));

        Assert.Equal(repaired.Select(image => (image.Path, RepairAction.Restored, image.To, image.From)),
            DatasetRepair.Undoable(before.StorePath!).Select(image => (image.Path, image.Action, image.From, image.To)));
        DatasetRepair.Undo(before.StorePath!);
        ImageNetDataset undone = ImageNetDataset.Open(before.StorePath!);
        Assert.Equal((before.Sha256, 0), (undone.Sha256, undone.Repairs));
        foreach (string name in (string[])["index.csv", "mean.npy", "moments.npy", "labels.npy"])
            Assert.Equal(store[name], Bytes(undone, name));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Empty(DatasetRepair.Undoable(before.StorePath!));
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AllButTheBestAreDroppedAndComeBackWithoutDecoding(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        Photos(folder, "a", 8, 0);
        Photos(folder, "b", 8, 100);
        RgbImage photo = HealthTests.Photo(50);
        byte[] large = new byte[240 * 180 * 3];
        Resampler.Resize(photo.View, 240, 180, large);
        folder.Write("a/small.jpg", ImageEncoder.EncodeJpeg(photo.View, 95));
        folder.Write("a/large, coarse.jpg", ImageEncoder.EncodeJpeg(new PixelView(large, 240, 180, 3), 50));
        folder.Write("a/large, fine.jpg", ImageEncoder.EncodeJpeg(new PixelView(large, 240, 180, 3), 95));
        folder.Write("a/same.jpg", File.ReadAllBytes(folder.At("a", "large, fine.jpg")));
        ImportOptions options = Options(folder, format) with { ValidationFraction = 0 };
        ImageNetDataset before = ImageNetImporter.Import(folder.Photos, options);
        byte[] index = Bytes(before, "index.csv");
        IReadOnlyList<RepairedImage> dropped = Repair(before, keepBest: true, FindingKind.NearDuplicate);
        Assert.Equal(["a/large, coarse.jpg", "a/same.jpg", "a/small.jpg"],
            dropped.Select(image => Relative(folder, image.Path)).Order(StringComparer.Ordinal));
        Assert.All(dropped, image => Assert.Equal((RepairAction.Dropped, null, null, 1),
            (image.Action, image.To, image.Label, image.Group)));
        ImageNetDataset after = ImageNetDataset.Open(before.StorePath!);
        Assert.Equal((before.Count - 3, 3), (after.Count, after.Repairs));
        Assert.Contains("large, fine.jpg", after.Train.Samples.Select(sample => Path.GetFileName(sample.Path)));
        Assert.StartsWith($"{after.Name}: 17 images", ImageNetDataset.Summary(before.StorePath!), StringComparison.Ordinal);
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));

        // One of the copies becomes another image: it returns, the others stay away.
        folder.Write("a/small.jpg", ImageEncoder.EncodeJpeg(HealthTests.Photo(60).View));
        Assert.Equal(1, CountingReaders.Import(folder.Photos, options));
        ImageNetDataset changed = ImageNetDataset.Open(before.StorePath!);
        Assert.Equal((before.Count - 2, 2), (changed.Count, changed.Repairs));
        Assert.Contains(changed.Warnings, warning => warning.Contains("lapsed", StringComparison.Ordinal));

        // Without the one that was kept the others would be lost.
        File.Delete(folder.At("a", "large, fine.jpg"));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(before.Count - 1, ImageNetDataset.Open(before.StorePath!).Count);
        folder.Write("a/large, fine.jpg", ImageEncoder.EncodeJpeg(new PixelView(large, 240, 180, 3), 95));
        folder.Write("a/small.jpg", ImageEncoder.EncodeJpeg(photo.View, 95));
        ImageNetImporter.Import(folder.Photos, options);
        Assert.Equal(2, ImageNetDataset.Open(before.StorePath!).Repairs);
        DatasetRepair.Undo(before.StorePath!);
        Assert.Equal(before.Sha256, ImageNetDataset.Open(before.StorePath!).Sha256);
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(index.Length, Bytes(before, "index.csv").Length);
    }

    [Fact]
    public void TheHeldOutSplitKeepsItsOwnImageOfALeak()
    {
        using TemporaryFolder folder = Leaking();
        // The copy in the training split has more pixels, but the test split is what others are compared with.
        byte[] large = new byte[240 * 180 * 3];
        Resampler.Resize(HealthTests.Photo(0).View, 240, 180, large);
        folder.Write("train/a/000.jpg", ImageEncoder.EncodeJpeg(new PixelView(large, 240, 180, 3), 95));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        RepairedImage dropped = Assert.Single(Repair(dataset, keepBest: true, FindingKind.NearLeakage));
        Assert.Equal(("train/a/000.jpg", RepairAction.Dropped, SplitName.Train),
            (Relative(folder, dropped.Path), dropped.Action, dropped.From));
    }

    [Fact]
    public void WhatAPersonHasToDecideStays()
    {
        using var folder = new TemporaryFolder();
        Photos(folder, "train/a", 4, 0);
        Photos(folder, "train/b", 1, 100);
        Photos(folder, "test/a", 2, 200);
        folder.Write("test/b/leaked.jpg", File.ReadAllBytes(folder.At("train", "b", "100.jpg")));
        folder.Write("train/a/other.jpg", File.ReadAllBytes(folder.At("test", "a", "200.jpg")));
        folder.Write("test/b/other.jpg", File.ReadAllBytes(folder.At("test", "a", "200.jpg")));
        folder.Write("train/a/twice.jpg", File.ReadAllBytes(folder.At("train", "a", "001.jpg")));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with { ValidationFraction = 0 });
        RepairPlan plan = DatasetRepair.Plan(dataset.StorePath!, new RepairOptions { Kinds = RepairOptions.Repairable });
        Assert.Empty(plan.Groups);
        // The last training image of a class; nothing to move in one split. Two labels are not repaired at all.
        Assert.Equal(["KeepBest", "training image"], plan.Warnings.Select(warning =>
            warning.Contains("-KeepBest", StringComparison.Ordinal) ? "KeepBest"
            : warning.Contains("no training image", StringComparison.Ordinal) ? "training image" : warning));
        Assert.Throws<ArgumentException>(() => DatasetRepair.Plan(dataset.StorePath!,
            new RepairOptions { Kinds = [FindingKind.TwoLabels] }));
    }

    [Fact]
    public void IdenticalImagesFollowTheGroupTheyAreIn()
    {
        using TemporaryFolder folder = Leaking();
        RgbImage photo = HealthTests.Photo(3);
        folder.Write("train/a/again.jpg", File.ReadAllBytes(folder.At("train", "a", "003.jpg")));
        folder.Write("test/a/mirrored.jpg", ImageEncoder.EncodeJpeg(Turned(photo, new ImageSymmetry(true, false, false)).View));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal(["train/a/003.jpg", "train/a/again.jpg"], Repair(dataset, FindingKind.NearLeakage)
            .Select(image => Relative(folder, image.Path)));
        Assert.DoesNotContain(DatasetHealth.Check(ImageNetDataset.Open(dataset.StorePath!), _lenient),
            finding => finding.Kind == FindingKind.NearLeakage);
    }

    [Fact]
    public void AStoreThatChangedOrIsBeingImportedIsNotRepaired()
    {
        using TemporaryFolder folder = Leaking();
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        RepairPlan plan = DatasetRepair.Plan(dataset.StorePath!, new RepairOptions { Kinds = [FindingKind.Leakage] });
        Assert.Equal(2, plan.Groups.Count);
        Assert.Single(DatasetRepair.Apply(plan, [plan.Groups[0]]));
        Assert.Contains("meanwhile", Assert.Throws<DatasetException>(
            () => DatasetRepair.Apply(plan, plan.Groups)).Message, StringComparison.Ordinal);
        Dictionary<string, byte[]> store = Contents(dataset.StorePath!);

        // Stopped, then killed between the last file and the renaming.
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => DatasetRepair.Undo(dataset.StorePath!, null, null, stop.Token));
        Assert.Equal(store, Contents(dataset.StorePath!));
        Directory.CreateDirectory(dataset.StorePath + ".partial");
        File.WriteAllText(Path.Combine(dataset.StorePath + ".partial", "import.journal"), "begun");
        Assert.Contains("interrupted", Assert.Throws<DatasetException>(
            () => DatasetRepair.Undo(dataset.StorePath!)).Message, StringComparison.Ordinal);
        Assert.Equal(store, Contents(dataset.StorePath!));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder)));
        Assert.Equal(1, ImageNetDataset.Open(dataset.StorePath!).Repairs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AKilledRepairLeavesThePreviousStoreOrTheNewOne(int reached)
    {
        using TemporaryFolder folder = Leaking();
        ImportOptions options = Options(folder);
        ImageNetDataset before = ImageNetImporter.Import(folder.Photos, options);
        string store = before.StorePath!, kept = Path.Combine(folder.Root, "kept"), partial = store + ".partial";
        Dictionary<string, byte[]> previous = Contents(store);
        Copy(store, kept);
        Repair(before, FindingKind.Leakage);
        string right = ImageNetDataset.Open(store).Sha256!;
        byte[] mean = File.ReadAllBytes(Path.Combine(store, "mean.npy"));

        // What was there when the process ended: the manifest is the last file but one, then the folder is renamed.
        Directory.Move(store, partial);
        Directory.Move(kept, store);
        if (reached < 2)
            File.Delete(Path.Combine(partial, "mean.npy"));
        if (reached < 1)
            File.Delete(Path.Combine(partial, "dataset.json"));
        Assert.Equal(previous, Contents(store));
        Assert.Equal(before.Sha256, ImageNetDataset.Open(store).Sha256);
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(reached < 1 ? before.Sha256 : right, ImageNetDataset.Open(store).Sha256);
        if (reached < 1)
            Assert.Equal(2, Repair(before, FindingKind.Leakage).Count);
        Assert.Equal(right, ImageNetDataset.Open(store).Sha256);
        Assert.Equal(mean, File.ReadAllBytes(Path.Combine(store, "mean.npy")));
        Assert.False(Directory.Exists(partial));
    }

    [Fact]
    public void TheEditsAreInTheManifest()
    {
        using TemporaryFolder folder = Leaking();
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Repair(dataset, FindingKind.Leakage);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(dataset.StorePath!, "dataset.json")));
        JsonElement edit = manifest.RootElement.GetProperty("edits")[0];
        Assert.Equal("train/a/000.jpg Move Train Test Leakage 1", string.Join(' ', ((string[])["path", "action", "from",
            "to", "kind", "group"]).Select(name => $"{edit.GetProperty(name)}")));
        Assert.Equal(64, edit.GetProperty("sha256").GetString()!.Length);
    }

    private static readonly HealthOptions _lenient = new() { MinimumImages = 0, MinimumSide = 0 };

    internal static RgbImage Turned(RgbImage image, ImageSymmetry symmetry)
    {
        int width = symmetry.Transposes ? image.Height : image.Width, height = symmetry.Transposes ? image.Width : image.Height;
        byte[] pixels = new byte[image.Pixels.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int row, int column) = symmetry.Transposes ? (x, y) : (y, x);
                row = symmetry.FlipsY ? image.Height - 1 - row : row;
                column = symmetry.FlipsX ? image.Width - 1 - column : column;
                for (int c = 0; c < 3; c++)
                    pixels[(y * width + x) * 3 + c] = image.Pixels[(row * image.Width + column) * 3 + c];
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static TemporaryFolder Leaking()
    {
        var folder = new TemporaryFolder();
        Photos(folder, "train/a", 8, 0);
        Photos(folder, "train/b", 8, 20);
        Photos(folder, "val/a", 3, 90);
        Photos(folder, "val/b", 3, 100);
        Photos(folder, "test/a", 3, 200);
        Photos(folder, "test/b", 3, 300);
        folder.Write("test/a/leaked.jpg", File.ReadAllBytes(folder.At("train", "a", "000.jpg")));
        folder.Write("test/b/leaked.jpg", File.ReadAllBytes(folder.At("val", "b", "100.jpg")));
        return folder;
    }

    private static void Photos(TemporaryFolder folder, string relative, int count, uint seed)
    {
        for (uint i = seed; i < seed + count; i++)
            folder.Write($"{relative}/{i:D3}.jpg", ImageEncoder.EncodeJpeg(HealthTests.Photo(i).View));
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format = StoreFormat.Npy) =>
        new() { CachePath = folder.Cache, ImageSize = 64, StoreFormat = format };

    private static IReadOnlyList<RepairedImage> Repair(ImageNetDataset dataset, params FindingKind[] kinds) =>
        Repair(dataset, false, kinds);

    private static IReadOnlyList<RepairedImage> Repair(ImageNetDataset dataset, bool keepBest, params FindingKind[] kinds)
    {
        RepairPlan plan =
            DatasetRepair.Plan(dataset.StorePath!, new RepairOptions { Kinds = kinds, KeepBest = keepBest });
        return DatasetRepair.Apply(plan, plan.Groups);
    }

    private static string Relative(TemporaryFolder folder, string path) =>
        Path.GetRelativePath(folder.Photos, path).Replace('\\', '/');

    private static byte[] Bytes(ImageNetDataset dataset, string name) =>
        File.ReadAllBytes(Path.Combine(dataset.StorePath!, name));

    private static void Copy(string folder, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string path in Directory.GetFiles(folder))
            File.Copy(path, Path.Combine(target, Path.GetFileName(path)));
    }

    private static Dictionary<string, byte[]> Contents(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);
}
