using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class SelectionTests
{
    [Fact]
    public void NamesAreIncludedAndExcluded()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b", "c"])
        {
            folder.WriteClass(name, 12, seed: name[0]);
            folder.Write($"{name}/thumbs-of/T1.JPG", DrawnImage.Jpeg(40, 40, name[0] + 100u));
        }

        Assert.Equal(["a/001.jpg", "a/011.jpg", "b/001.jpg", "b/011.jpg", "c/001.jpg", "c/011.jpg"],
            Paths(folder, new() { Include = ["0?1.*"] }));
        Assert.Equal(["a/005.jpg", "b/005.jpg", "b/thumbs-of/T1.JPG", "c/005.jpg", "c/thumbs-of/T1.JPG"],
            Paths(folder, new() { Include = ["t*.jpg", "00[3-5].jpg"], Exclude = ["00[34]*", "a/*/T*"] }));
        ImageNetDataset two = Import(folder, new() { Selection = new() { Exclude = ["c/*"] } });
        Assert.Equal(["a", "b"], two.Classes.Select(c => c.Name));
        Assert.Contains("leave no image of 1 class: c", Assert.Single(two.Warnings), StringComparison.Ordinal);
        DatasetException none = Assert.Throws<DatasetException>(
            () => Import(folder, new() { Selection = new() { Include = ["*.png"] } }));
        Assert.Contains("'a/000.jpg'", none.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Import(folder, new() { Selection = new() { Include = ["[ab"] } }));
    }

    [Fact]
    public void ImagesOfAClassAreLimitedAndKeptWhenOthersAreAdded()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b"])
            folder.WriteClass(name, 40, seed: name[0]);
        folder.WriteClass("c", 3, seed: 900);
        ImageSelection ten = new() { MaximumPerClass = 10 };
        string[] before = Paths(folder, ten);
        Assert.Equal([10, 10, 3], Counts(before));
        // Drawn, not the first of the folder; and by the seed.
        Assert.NotEqual([.. Enumerable.Range(0, 10).Select(i => $"a/{i:D3}.jpg")], before[..10]);
        Assert.NotEqual(before, Paths(folder, ten, seed: 1));

        folder.Write("a/added.jpg", DrawnImage.Jpeg(40, 40, 990));
        string[] after = Paths(folder, ten);
        Assert.InRange(before.Except(after).Count(), 0, 1);
        Assert.Equal(before.Where(path => path[0] != 'a'), after.Where(path => path[0] != 'a'));

        // The choice says nothing about the split that is drawn after it.
        ImageNetDataset half = Import(folder, new() { Selection = ten, ValidationFraction = 0.5 });
        Assert.InRange(half.Validation.Count, 4, 19);
    }

    [Fact]
    public void FewImagesAreOfAllClassesInTurn()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b", "c"])
            folder.WriteClass(name, 20, seed: name[0]);
        folder.WriteClass("d", 1, seed: 990);
        string[] seven = Paths(folder, new() { First = 7 }), eight = Paths(folder, new() { First = 8 });
        Assert.Equal([2, 2, 2, 1], Counts(seven));
        Assert.Empty(seven.Except(eight));
        Assert.Equal(8, eight.Length);
        Assert.Equal(61, Paths(folder, new() { First = 1000 }).Length);
        Assert.Equal([3, 3, 3, 1], Counts(Paths(folder, new() { First = 1000, MaximumPerClass = 3 })));
    }

    [Fact]
    public void SplitsOfTheFolderKeepTheirShare()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b"])
        {
            folder.WriteClass($"train/{name}", 30, seed: name[0]);
            folder.WriteClass($"val/{name}", 10, seed: name[0] + 40u);
        }

        ImageNetDataset five = Import(folder, new() { Selection = new() { MaximumPerClass = 5 } });
        Assert.Equal((10, 10), (five.Train.Count, five.Validation.Count));
        ImageNetDataset sixteen = Import(folder, new() { Selection = new() { First = 16 } });
        Assert.Equal((12, 4), (sixteen.Train.Count, sixteen.Validation.Count));
        ImageNetDataset two = Import(folder, new() { Selection = new() { First = 2 } });
        Assert.Equal((2, 0), (two.Train.Count, two.Validation.Count));
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void ASelectionIsRecordedAndHasAStoreOfItsOwn(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b"])
            folder.WriteClass(name, 20, seed: name[0]);
        ImportOptions all = new() { ImageSize = 32, CachePath = folder.Cache, StoreFormat = format };
        ImportOptions few = all with { Selection = new() { Exclude = ["01*"], First = 12, MaximumPerClass = 8 } };
        ImageNetDataset whole = ImageNetImporter.Import(folder.Photos, all);
        ImageNetDataset part = ImageNetImporter.Import(folder.Photos, few);
        Assert.NotEqual(whole.StorePath, part.StorePath);
        Assert.Equal((40, 12), (whole.Count, part.Count));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, few));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, all));
        Assert.Equal(8, CountingReaders.Import(folder.Photos, few with { Selection = new() { MaximumPerClass = 4 } }));
        Assert.Equal("-Exclude 01* -First 12 -MaxPerClass 8", $"{ImageNetStore.Open(part.StorePath!).Selection}");
        using JsonDocument manifest =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(part.StorePath!, "dataset.json")));
        JsonElement selection = manifest.RootElement.GetProperty("selection");
        Assert.Equal(("01*", 12, 8), (selection.GetProperty("exclude")[0].GetString(),
            selection.GetProperty("first").GetInt32(), selection.GetProperty("maximumPerClass").GetInt32()));
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.StorePath!,
            "dataset.json"))).RootElement.GetProperty("selection").ValueKind);
    }

    [Fact]
    public void AListAndATestOfAFolderAreSelectedToo()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b"])
            folder.WriteClass(name, 9, seed: name[0]);
        folder.Write("a/broken.jpg", [1, 2, 3]);
        string list = Path.Combine(folder.Root, "list.csv");
        File.WriteAllLines(list, ["path,label", .. Directory.GetFiles(folder.Photos, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => $"{path},{Path.GetFileName(Path.GetDirectoryName(path))}")]);
        Assert.Equal([4, 4], Counts(ImageNetImporter.Import(list, new()
        {
            IndexOnly = true,
            Selection = new() { MaximumPerClass = 4, Exclude = ["broken*"] },
        }).Images.Select(image => image.Sample.Label)));

        var options = new HealthOptions { MinimumImages = 0, MinimumSide = 0, MaximumDistance = -1 };
        Assert.Contains(DatasetHealth.Check(folder.Photos, options), finding => finding.Kind == FindingKind.Unreadable);
        Assert.DoesNotContain(
            DatasetHealth.Check(folder.Photos, options with { Selection = new() { Exclude = ["broken*"] } }),
            finding => finding.Kind == FindingKind.Unreadable);
    }

    private static int[] Counts(IEnumerable<string> paths) =>
        [.. paths.CountBy(path => path[0]).OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    private static string[] Paths(TemporaryFolder folder, ImageSelection selection, ulong seed = 0) =>
        [.. Import(folder, new() { Selection = selection, Seed = seed }).Images
            .Select(image => image.Sample.RelativePath).Order(StringComparer.Ordinal)];

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions options) =>
        ImageNetImporter.Import(folder.Photos, options with { IndexOnly = true });
}
