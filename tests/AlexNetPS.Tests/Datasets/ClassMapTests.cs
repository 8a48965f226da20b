using System.Text.Json;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

public class ClassMapTests
{
    private static readonly Dictionary<string, string?> _map =
        new() { ["rose"] = "flower", ["tulip"] = "flower", ["oak"] = "rose", ["blurry"] = null };

    [Fact]
    public void ClassesAreMergedRenamedAndDroppedWithoutDecoding()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["blurry", "oak", "rose", "tulip"])
            folder.WriteClass(name, 4);
        ImportOptions options = Options(folder);
        Assert.Equal(4, ImageNetImporter.Import(folder.Photos, options).Classes.Count);
        ImportOptions mapped = options with { ClassMap = _map };
        Assert.Equal(0, CountingReaders.Import(folder.Photos, mapped));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, mapped);
        // All entries apply at once: oak is rose, which is not flower.
        Assert.Equal(["flower 8", "rose 4"], dataset.Classes.Select(c => $"{c.Name} {c.Train + c.Validation}"));
        Assert.Equal(_map.OrderBy(pair => pair.Key, StringComparer.Ordinal), dataset.ClassMap);
        Assert.Equal("blurry dropped, oak = rose, rose = flower, tulip = flower", $"{dataset.ClassMap}");
        Assert.Empty(dataset.Warnings);
        Assert.Equal(dataset.ClassMap, ImageNetDataset.Open(dataset.StorePath!).ClassMap);
        using (JsonDocument manifest = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(dataset.StorePath!, "dataset.json"))))
        {
            JsonElement map = manifest.RootElement.GetProperty("classMap");
            Assert.Equal("flower", map.GetProperty("tulip").GetString());
            Assert.Equal(JsonValueKind.Null, map.GetProperty("blurry").ValueKind);
        }

        // Without the map the images are what they were; those of the dropped class were no longer in the store.
        Assert.Equal(4, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(4, ImageNetImporter.Import(folder.Photos, options).Classes.Count);
        Assert.Null(ImageNetImporter.Import(folder.Photos, options with { IndexOnly = true }).ClassMap);
    }

    [Fact]
    public void PartsAreMappedBeforeTheyAreCompared()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/Cat", 3);
        folder.WriteClass("train/dog", 3);
        folder.WriteClass("test/cat", 2);
        folder.WriteClass("test/blurry", 2);
        Assert.Contains("-ClassMap", Assert.Throws<DatasetException>(
            () => ImageNetImporter.Import(folder.Photos, Options(folder))).Message, StringComparison.Ordinal);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with
        {
            ClassMap = new Dictionary<string, string?> { ["Cat"] = "cat", ["blurry"] = "" },
        });
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal(["cat", "cat"], dataset.Test.Samples.Select(s => s.Label));
    }

    [Fact]
    public void AnEntryOfNoClassIsTold()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("rose", 2);
        folder.WriteClass("tulip", 2);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with
        {
            ClassMap = new Dictionary<string, string?> { ["tulp"] = "flower" },
        });
        Assert.Contains("Did you mean 'tulip'?", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
        Assert.Empty(dataset.ClassMap!);
    }

    [Fact]
    public void LabelsThatDifferInCaseOrBlanksAreOneWarning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have one folder for Cat and cat.");
        using var folder = new TemporaryFolder();
        folder.WriteClass("Cat", 2);
        folder.WriteClass("cat", 3);
        folder.WriteClass("big dog", 2);
        folder.WriteClass("bigdog", 2);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        string warning = Assert.Single(dataset.Warnings);
        foreach (string text in (string[])["'Cat' (2)", "'cat' (3)", "'big dog' (2)", "-ClassMap"])
            Assert.Contains(text, warning, StringComparison.Ordinal);
        Assert.Empty(ImageNetImporter.Import(folder.Photos, Options(folder) with
        {
            ClassMap = new Dictionary<string, string?> { ["Cat"] = "cat", ["bigdog"] = "big dog" },
        }).Warnings);
    }

    [Fact]
    public void BlanksAroundLabelsOfAListAreCounted()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("x", 5);
        string list = folder.Write("list.csv",
            "path,label\nx/000.jpg,Cat\nx/001.jpg,cat\nx/002.jpg,\"cat \"\nx/003.jpg,dog\nx/004.jpg,dog\n"u8.ToArray());
        ImageNetDataset dataset = ImageNetImporter.Import(list, Options(folder));
        Assert.Equal(["Cat", "cat", "dog"], dataset.Classes.Select(c => c.Name));
        string warning = Assert.Single(dataset.Warnings);
        foreach (string text in (string[])["'Cat' (1)", "'cat' (1)", "'cat ' (1)", "-ClassMap @{ 'Cat' = 'cat' }"])
            Assert.Contains(text, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void AStoreWithoutAWarningGetsIt()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("cat", 2);
        folder.WriteClass("dog", 2);
        ImageNetDataset before = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Empty(before.Warnings);
        Directory.CreateDirectory(folder.At("@eaDir"));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder)));
        Assert.Single(ImageNetImporter.Import(folder.Photos, Options(folder)).Warnings);
    }

    [Theory]
    [InlineData("map.json", "{\"rose\": \"flower\", \"blurry\": null}")]
    [InlineData("map.csv", "class,to\nrose,flower\nblurry,\n")]
    [InlineData("map.csv", "rose,flower\nblurry,\n")]
    [InlineData("map.tsv", "rose\tflower\nblurry\t\n")]
    public void AMapIsReadFromAFile(string name, string text)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(new Dictionary<string, string?> { ["rose"] = "flower", ["blurry"] = null }, ClassMapFile.Read(path));
    }

    [Theory]
    [InlineData("map.json", "[1]", "object")]
    [InlineData("map.json", "{\"a\": 1}", "'a'")]
    [InlineData("map.json", "{", "line 1")]
    [InlineData("map.csv", "a,b,c\n", "3 columns")]
    [InlineData("map.csv", "a,b\na,c\n", "twice")]
    public void AFileThatIsNoMapSaysWhy(string name, string text, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
        string refusal = Assert.Throws<DatasetException>(() => ClassMapFile.Read(path)).Message;
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.Contains(path, refusal, StringComparison.Ordinal);
    }

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 };
}
