using System.Security.Cryptography;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Comparison;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class ComparisonTests
{
    [Fact]
    public void EachKindOfChangeIsFound()
    {
        using var folder = new TemporaryFolder();
        foreach (string split in (string[])["train", "val"])
        {
            folder.WriteClass($"{split}/a", 6, seed: split == "val" ? 100u : 0);
            folder.WriteClass($"{split}/b", 6, seed: split == "val" ? 150u : 50);
        }

        ImageNetDataset before = Import(folder);
        folder.Write("train/a/new.jpg", DrawnImage.Jpeg(48, 36, 900));
        File.Delete(folder.At("train", "a", "000.jpg"));
        folder.Write("train/a/001.jpg", DrawnImage.Jpeg(48, 36, 901));
        File.Move(folder.At("train", "a", "002.jpg"), folder.At("train", "b", "of-a.jpg"));
        File.Move(folder.At("train", "a", "003.jpg"), folder.At("val", "a", "of-train.jpg"));
        File.Move(folder.At("train", "a", "004.jpg"), folder.At("train", "a", "other.jpg"));
        File.Move(folder.At("val", "b", "005.jpg"), folder.At("train", "a", "of-val-b.jpg"));
        ImageNetDataset after = DatasetComparison.Open(folder.Photos, before);
        IReadOnlyList<DatasetChange> changes = DatasetComparison.Compare(before, after);
        Assert.Equal(
            [
                "Added train/a/new.jpg",
                "Removed train/a/000.jpg",
                "Changed train/a/001.jpg",
                "Relabeled train/a/of-val-b.jpg b a Validation Train 1 of 2",
                "Relabeled train/b/of-a.jpg a b Train Train 1 of 2",
                "MovedSplit train/a/of-val-b.jpg b a Validation Train 1 of 2",
                "MovedSplit val/a/of-train.jpg a a Train Validation 1 of 2",
                "Renamed train/a/other.jpg",
            ],
            changes.Select(change => change.Change is ChangeKind.Relabeled or ChangeKind.MovedSplit
                ? $"{change.Change} {change.RelativePath} {change.ReferenceLabel} {change.DifferenceLabel} "
                    + $"{change.ReferenceSplit} {change.DifferenceSplit} 1 of {change.Total}"
                : $"{change.Change} {change.RelativePath}"));

        DatasetChange changed = changes[2], renamed = changes[^1], removed = changes[1], added = changes[0];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.At("train", "a", "001.jpg")))),
            changed.DifferenceSha256);
        Assert.NotEqual(changed.ReferenceSha256, changed.DifferenceSha256);
        Assert.Equal((folder.At("train", "a", "004.jpg"), folder.At("train", "a", "other.jpg"), renamed.ReferenceSha256),
            (renamed.ReferencePath, renamed.Path, renamed.DifferenceSha256));
        Assert.Equal((null, null, null, null),
            (removed.DifferencePath, removed.DifferenceLabel, removed.DifferenceSplit, removed.DifferenceSha256));
        Assert.Equal((null, null, null, null),
            (added.ReferencePath, added.ReferenceLabel, added.ReferenceSplit, added.ReferenceSha256));
        // Of 24 images six have changed.
        Assert.Equal(18, DatasetComparison.Compare(before, after, new() { IncludeEqual = true })
            .Count(change => change.Change == ChangeKind.Equal));

        // The other way round, and one split alone.
        Assert.Equal(ChangeKind.Added, DatasetComparison.Compare(after, before)[0].Change);
        Assert.Equal("train/a/000.jpg", DatasetComparison.Compare(after, before)[0].RelativePath);
        Assert.Equal(["Added val/a/of-train.jpg", "Removed val/b/005.jpg"],
            DatasetComparison.Compare(before, after,
                new() { ReferenceSplit = SplitName.Validation, DifferenceSplit = SplitName.Validation })
                .Select(change => change.ToString().Replace(":", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void AFolderEqualsItsStoreWhateverItsOptionsAndOtherFiles()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b", "c", "d"])
            folder.WriteClass(name, 9, seed: name[0]);
        folder.Write("a/broken.jpg", [1, 2, 3]);
        folder.Write("a/notes.txt", [1, 2, 3]);
        folder.Write("b/empty.jpg", []);
        ImageNetDataset store = Import(folder, new()
        {
            Seed = 7,
            ValidationFraction = 0.3,
            TestFraction = 0.2,
            ClassMap = new Dictionary<string, string?> { ["a"] = "b", ["c"] = null },
            Selection = new() { Exclude = ["00[01]*"], MaximumPerClass = 12 },
        });
        Assert.Empty(DatasetComparison.Compare(store, DatasetComparison.Open(folder.Photos, store)));
        Assert.Empty(DatasetComparison.Compare(DatasetComparison.Open(folder.Photos, store), store));
        Assert.Empty(DatasetComparison.Compare(store, ImageNetDataset.Open(store.StorePath!)));

        // A file that the store could not read, and now it can be.
        File.WriteAllBytes(folder.At("a", "broken.jpg"), DrawnImage.Jpeg(40, 40, 800));
        ImageNetDataset all = DatasetComparison.Open(folder.Photos);
        Assert.Contains(DatasetComparison.Compare(store, all),
            change => change is { Change: ChangeKind.Added, RelativePath: "a/broken.jpg" });
    }

    [Fact]
    public void CopiesAreCounted()
    {
        ImageNetDataset three = Dataset(("a/1", "x", SplitName.Train, 5), ("a/2", "x", SplitName.Train, 5),
            ("b/1", "y", SplitName.Train, 5));
        ImageNetDataset two = Dataset(("a/2", "x", SplitName.Train, 5), ("c/9", "z", SplitName.Train, 5));
        Assert.Equal(["Removed: b/1", "Relabeled: c/9"], Texts(three, two, "x z"));
        Assert.Equal(["Added: b/1", "Relabeled: a/1"], Texts(two, three, "z x"));

        // Two files whose contents changed places are the same images under other names.
        ImageNetDataset swapped = Dataset(("a/1", "x", SplitName.Train, 6), ("a/2", "x", SplitName.Train, 5));
        Assert.Equal(["Renamed: a/1", "Renamed: a/2"],
            DatasetComparison.Compare(
                Dataset(("a/1", "x", SplitName.Train, 5), ("a/2", "x", SplitName.Train, 6)), swapped)
                .Select(change => $"{change}"));

        static IEnumerable<string> Texts(ImageNetDataset before, ImageNetDataset after, string labels)
        {
            IReadOnlyList<DatasetChange> changes = DatasetComparison.Compare(before, after);
            Assert.Equal(labels, $"{changes[^1].ReferenceLabel} {changes[^1].DifferenceLabel}");
            return changes.Select(change => $"{change}");
        }
    }

    [Fact]
    public void AHundredThousandImagesAreMatchedByContent()
    {
        (string, string, SplitName, int)[] before = [.. Enumerable.Range(0, 100_000)
            .Select(i => ($"{i % 10}/{i}", $"{i % 10}", SplitName.Train, i + 1))];
        // Every tenth is new, all others have another name; the last thousand are gone.
        (string, string, SplitName, int)[] after = [.. before.Take(99_000)
            .Select((image, i) => (image.Item1 + "x", image.Item2, SplitName.Train, i % 10 == 3 ? -i - 1 : image.Item4))];
        Dictionary<ChangeKind, int> counts = DatasetComparison.Compare(Dataset(before), Dataset(after))
            .CountBy(change => change.Change).ToDictionary();
        Assert.Equal(new Dictionary<ChangeKind, int>
        {
            [ChangeKind.Added] = 9_900,
            [ChangeKind.Removed] = 10_900,
            [ChangeKind.Renamed] = 89_100,
        }.OrderBy(pair => pair.Key), counts.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void AStoreWithoutHashesIsAnError()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 9);
        ImageNetDataset store = Import(folder);
        File.Delete(Path.Combine(store.StorePath!, "sha256.npy"));
        DatasetException e = Assert.Throws<DatasetException>(
            () => DatasetComparison.Compare(ImageNetDataset.Open(store.StorePath!), store));
        Assert.Contains(store.StorePath!, e.Message, StringComparison.Ordinal);
        Assert.Contains("Force", e.Message, StringComparison.Ordinal);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Photos,
            (options ?? new()) with { ImageSize = 32, CachePath = folder.Cache, StoreFormat = StoreFormat.Npy });

    // Images in memory; equal numbers are equal contents.
    private static ImageNetDataset Dataset(
        params ReadOnlySpan<(string Path, string Label, SplitName Split, int Content)> images)
    {
        ContentHash[] hashes = new ContentHash[images.Length];
        List<ImageSample> samples = [];
        string[] classes = [.. images.ToArray().Select(image => image.Label).Distinct()];
        for (int i = 0; i < images.Length; i++)
        {
            samples.Add(new(i, "/images", images[i].Path, Array.IndexOf(classes, images[i].Label), images[i].Label));
            hashes[i] = ContentHash.Of(BitConverter.GetBytes(images[i].Content));
        }

        return new(new() { Name = "memory", SourcePath = "/images", StorePath = "/store", FileHashes = _ => hashes },
            classes, samples, [], [], new Inference.PaintedImages());
    }
}
