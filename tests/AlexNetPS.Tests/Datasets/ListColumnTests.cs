using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Lists as competitions and Hugging Face publish them.</summary>
public class ListColumnTests
{
    [Theory]
    [InlineData("image", "")]
    [InlineData("image_id", "images/")]
    [InlineData("image_name", "ISIC_2019_Training_Input/")]
    [InlineData("Image ID", "")]
    [InlineData("id", "a/b/")]
    [InlineData("name", "")]
    public void IdsFindTheirFiles(string column, string place)
    {
        using var folder = new TemporaryFolder();
        Write(folder, place, "p01.jpg", "p02.JPEG", "p03.png", "p04.jpg");
        folder.Write($"{place}p01.txt", "no image"u8.ToArray());
        ImageNetDataset dataset =
            Import(folder, "list.csv", [$"{column},label", "p01,red", "p02,blue", "p03,red", "p04.jpg,blue"]);
        Assert.Equal((4, 0), (dataset.Count, dataset.Skipped.Count));
        Assert.Equal(folder.At([.. $"{place}p02.JPEG".Split('/')]),
            dataset.Train.Samples.First(s => s.Label == "blue").Path);
    }

    [Fact]
    public void AnIdOfTwoFilesIsNotGuessed()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "a/", "p01.jpg", "p02.jpg", "p03.jpg");
        Write(folder, "b/", "p01.jpg");
        ImageNetDataset dataset =
            Import(folder, "list.csv", ["id,label", "p01,red", "p02,blue", "p03,red", "a/p02.jpg,blue", "p04,red"]);
        Assert.Equal(2, dataset.Count);
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("a/p01.jpg or b/p01.jpg", StringComparison.Ordinal));
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("'a/p02.jpg' is already listed", StringComparison.Ordinal));
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("no such file (line 6", StringComparison.Ordinal));
    }

    [Fact]
    public void OneColumnPerClassIsRead()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "p01.jpg", "p02.jpg", "p03.jpg", "p04.jpg");
        string[] rows = ["image,age,MEL,NV,train,is_test", "p01,1,1.0,0.0,0.0,0", "p02,50,0.0,1.0,0.0,0",
            "p03,60,0.0,0.0,1.0,0", "p04,70,0.0,0.0,0.0,0"];
        ImageNetDataset dataset = Import(folder, "truth.csv", rows);
        Assert.Equal(["MEL", "NV", "train"], dataset.Classes.Select(c => c.Name));
        Assert.Equal(["MEL", "NV", "train"], dataset.Train.Samples.Select(s => s.Label));
        Assert.Contains("none of the columns MEL, NV, train is 1", Assert.Single(dataset.Skipped).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image,cat,dog", "1.jpg,1,0", "2.jpg,1.0,1.0", "3.jpg,0,1", "cat, dog")]
    [InlineData("image,label", "1.jpg,cat", "2.jpg,cat|dog", "3.jpg,dog", "'cat|dog'")]
    [InlineData("image,label", "1.jpg,cat", "2.jpg,cat;dog", "3.jpg,dog", "'cat;dog'")]
    [InlineData("image,label", "1.jpg,cat", "2.jpg,\"cat, dog\"", "3.jpg,dog", "'cat, dog'")]
    [InlineData("image,label", "1.jpg,cat", "2.jpg,\"['cat', 'dog']\"", "3.jpg,dog", "['cat', 'dog']")]
    [InlineData("image_name,tags", "1.jpg,haze", "2.jpg,haze primary", "3.jpg,primary", "'haze primary'")]
    [InlineData("Image Index,Finding Labels", "1.jpg,Edema", "2.jpg,Edema|Mass", "3.jpg,Mass", "'Edema|Mass'")]
    public void SeveralLabelsPerImageAreRejectedByName(string header, string one, string two, string three, string named)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "1.jpg", "2.jpg", "3.jpg");
        string refusal =
            Assert.Throws<DatasetException>(() => Import(folder, "list.csv", [header, one, two, three])).Message;
        Assert.Contains("several labels per image", refusal, StringComparison.Ordinal);
        Assert.Contains(named, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsThatContradictEachOtherAreSeveralLabels()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "1.jpg", "2.jpg", "3.jpg");
        Assert.Contains("several labels per image", Assert.Throws<DatasetException>(() => Import(folder, "list.csv",
            ["image,label", "1.jpg,a", "1.jpg,b", "2.jpg,a", "2.jpg,b", "3.jpg,a", "3.jpg,b"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a golden retriever", "a retriever")]
    [InlineData("salt;pepper", "salt")]
    public void NamesWithBlanksAndKnownNamesAreClasses(string one, string other)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "1.jpg", "2.jpg");
        ImageNetDataset dataset = Import(folder, "list.csv", ["image,label", $"1.jpg,{one}", $"2.jpg,{other}"],
            new ImportOptions { ClassMap = new Dictionary<string, string?> { ["salt;pepper"] = "seasoning" } });
        Assert.Equal(2, dataset.Classes.Count);
    }

    [Theory]
    [InlineData("is_valid", null, "True", "False", 4, 2, 0)]
    [InlineData("is_test", null, "1", "0", 4, 0, 2)]
    [InlineData("is_training_image", null, "0", "1", 4, 0, 2)]
    [InlineData("holdout", "holdout", "TRUE", "FALSE", 4, 0, 2)]
    [InlineData("Split", null, "Testing", "Training", 4, 0, 2)]
    [InlineData("data set", null, "valid", "train", 4, 2, 0)]
    public void TrueAndFalseAreSplits(string column, string? named, string held, string other, int train, int validation,
        int test)
    {
        using var folder = new TemporaryFolder();
        string[] rows = [$"image,label,{column}", .. Enumerable.Range(1, 6)
            .Select(i => $"{i}.jpg,{(i % 2 == 0 ? "a" : "b")},{(i > 4 ? held : other)}")];
        Write(folder, "", [.. Enumerable.Range(1, 6).Select(i => $"{i}.jpg")]);
        ImageNetDataset dataset = Import(folder, "list.csv", rows, new ImportOptions { SplitColumn = named });
        Assert.Equal((train, validation, test), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
    }

    [Fact]
    public void FoldsAndUnknownTruthsAreNoSplits()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "1.jpg", "2.jpg", "3.jpg", "4.jpg");
        string[] rows = ["image,label,fold,flag", "1.jpg,a,0,True", "2.jpg,b,1,False", "3.jpg,a,2,True", "4.jpg,b,3,False"];
        ImageNetDataset dataset = Import(folder, "list.csv", rows);
        Assert.Equal(4, dataset.Count);
        Assert.Contains("folds", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
        foreach (string column in (string[])["fold", "flag"])
        {
            Assert.Contains(column, Assert.Throws<DatasetException>(() => Import(folder, "list.csv", rows,
                new ImportOptions { SplitColumn = column })).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("metadata.csv", "file_name,label\n1.jpg,a\n2.jpg,b\n")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"1.jpg\", \"label\": \"a\"}\n{\"label\": \"b\", \"file_name\": \"2.jpg\"}\n")]
    [InlineData("labels.csv", "id,label\n1,a\n2,b\n")]
    [InlineData("ISIC2018_Task3.csv", "image,a,b\n1,1.0,0.0\n2,0.0,1.0\n")]
    public void AListInItsFolderIsFoundAndReported(string name, string text)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "1.jpg", "2.jpg");
        folder.Write(name, Encoding.UTF8.GetBytes(text));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal(["a", "b"], dataset.Train.Samples.OrderBy(s => s.Path, StringComparer.Ordinal).Select(s => s.Label));
        Assert.Contains(name, Assert.Single(dataset.Warnings), StringComparison.Ordinal);
        Assert.Equal($"list {name} in its folder", dataset.Layout);
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder)));
    }

    [Fact]
    public void HuggingFacesPartsHaveListsOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "train/", "1.jpg", "2.jpg");
        Write(folder, "test/pictures/", "3.jpg");
        folder.Write("train/metadata.jsonl",
            Encoding.UTF8.GetBytes("{\"file_name\":\"1.jpg\",\"label\":10}\n{\"file_name\":\"2.jpg\",\"label\":9}\n"));
        folder.Write("test/metadata.csv", "file_name,label\npictures/3.jpg,9\n"u8.ToArray());
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal(["9", "10"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((2, 1), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal(folder.At("test", "pictures", "3.jpg"), dataset.Test.Samples[0].Path);
    }

    [Fact]
    public void AListNextToClassFoldersIsUsedOnlyIfItSaysOtherwise()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "one/", "1.jpg", "2.jpg");
        Write(folder, "two/", "3.jpg", "4.jpg");
        folder.Write("labels.csv", "path,label\none/1.jpg,one\none/2.jpg,one\ntwo/3.jpg,two\ntwo/4.jpg,two\n"u8.ToArray());
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal(("class folders", 0), (dataset.Layout, dataset.Warnings.Count));
        folder.Write("labels.csv", "path,label\none/1.jpg,a\none/2.jpg,b\ntwo/3.jpg,a\ntwo/4.jpg,b\n"u8.ToArray());
        dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal(["a", "b"], dataset.Classes.Select(c => c.Name));
        Assert.Contains("labels.csv", Assert.Single(dataset.Warnings), StringComparison.Ordinal);

        // Numbers and names of classes, which name no images.
        folder.Write("labels.csv", "id,label\n1,two\n2,one\n"u8.ToArray());
        Assert.Equal("class folders", ImageNetImporter.Import(folder.Photos, Options(folder)).Layout);
        folder.Write("other.csv", "path,label\none/1.jpg,a\ntwo/3.jpg,b\n"u8.ToArray());
        Assert.Equal("class folders", ImageNetImporter.Import(folder.Photos, Options(folder)).Layout);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void NamesOnePerLineNameNumberedLabels(int first)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "", "1.jpg", "2.jpg", "3.jpg");
        string[] rows = ["image,label", .. Enumerable.Range(0, 3).Select(i => $"{i + 1}.jpg,{i + first}")];
        folder.Write("classes.txt", "pink primrose\nhard-leaved orchid\nrose\n"u8.ToArray());
        foreach (string? given in (string?[])[null, folder.At("classes.txt")])
        {
            ImageNetDataset dataset = Import(folder, "list.csv", rows, new ImportOptions { ClassNamePath = given });
            Assert.Equal(["pink primrose", "hard-leaved orchid", "rose"], dataset.Classes.Select(c => c.Description));
        }
    }

    private static void Write(TemporaryFolder folder, string place, params string[] names)
    {
        foreach (string name in names)
            folder.Write(place + name, DrawnImage.Jpeg(20, 20));
    }

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 };

    private static ImageNetDataset Import(TemporaryFolder folder, string name, IEnumerable<string> rows,
        ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Write(name, Encoding.UTF8.GetBytes(string.Join('\n', rows))),
            (options ?? new ImportOptions()) with { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 });
}
