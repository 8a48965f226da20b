using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class ListTests
{
    [Theory]
    [InlineData("list.csv", ",")]
    [InlineData("list.csv", ";")]
    [InlineData("list.tsv", "\t")]
    [InlineData("list.txt", "\t")]
    public void AListGivesPathLabelAndSplit(string name, string delimiter)
    {
        using var folder = new TemporaryFolder();
        string[] images = ["a [1]/x y.jpg", "Grüße/猫.jpg", "3.jpg", "4.jpg", "5.jpg"];
        foreach (string image in images)
            folder.Write(image, DrawnImage.Jpeg(20, 20));
        string[] rows = ["path,label,split", "a [1]/x y.jpg,cat,train", "Grüße/猫.jpg,dog,Train", "./3.jpg,cat,val",
            "4.jpg,dog,validation", "5.jpg,dog,test"];
        ImageNetDataset dataset =
            Import(folder, name, rows.Select(row => row.Replace(",", delimiter, StringComparison.Ordinal)));
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((2, 2, 1), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Equal(folder.At("Grüße", "猫.jpg"), dataset.Train.Samples.Single(s => s.Label == "dog").Path);
        Assert.Equal(("list", $"list {name}"), (dataset.Name, dataset.Layout));
        Assert.Empty(dataset.Skipped);
    }

    [Fact]
    public void ColumnsAreNamedByParameterAndSplitsDrawnWhereThereAreNone()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 40; i++)
            folder.Write($"{i}.jpg", DrawnImage.Jpeg(20, 20));
        string[] rows =
            ["number,species,photo", .. Enumerable.Range(0, 40).Select(i => $"{i},{(i % 2 == 0 ? "cat" : "dog")},{i}.jpg")];
        string refusal = Assert.Throws<DatasetException>(() => Import(folder, "list.csv", rows)).Message;
        Assert.Contains("PathColumn", refusal, StringComparison.Ordinal);
        Assert.Contains("number, species, photo", refusal, StringComparison.Ordinal);
        ImageNetDataset dataset = Import(folder, "list.csv", rows,
            new ImportOptions { PathColumn = "Photo", LabelColumn = "species", ValidationFraction = 0.3 });
        Assert.Equal(40, dataset.Count);
        Assert.InRange(dataset.Validation.Count, 2, 25);

        // Another column gives other labels, and the images are not decoded again.
        string list = Path.Combine(folder.Photos, "list.csv");
        var relabeled =
            new ImportOptions() { PathColumn = "photo", LabelColumn = "number", CachePath = folder.Cache, ImageSize = 16 };
        Assert.Equal(0, CountingReaders.Import(list, relabeled));
        Assert.Equal(40, ImageNetImporter.Import(list, relabeled).Classes.Count);
    }

    [Fact]
    public void AListWithoutAHeaderIsRead()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.jpg", DrawnImage.Jpeg(20, 20));
        folder.Write("2.jpg", DrawnImage.Jpeg(20, 20));
        Assert.Equal(["cat", "dog"],
            Import(folder, "list.csv", ["1.jpg,cat", "2.jpg,dog"]).Classes.Select(c => c.Name));
    }

    [Fact]
    public void AListOfCaffeIsReadWithItsLabels()
    {
        using var folder = new TemporaryFolder();
        string[] rows =
            [.. Enumerable.Range(0, 12).Select(i => $"n0{i}/x {i}.JPEG {i}"), "", "no number", "n03/x 3.JPEG 4"];
        for (int i = 0; i < 12; i++)
            folder.Write($"n0{i}/x {i}.JPEG", DrawnImage.Jpeg(20, 20));
        ImageNetDataset dataset = Import(folder, "val.txt", rows, new ImportOptions { ValidationFraction = 0 });
        Assert.Equal(12, dataset.Train.Count);
        Assert.All(dataset.Train.Samples, sample => Assert.Equal(sample.Label, $"{sample.LabelIndex}"));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), dataset.Classes.Select(c => c.Name));
        Assert.Equal(["val.txt#line 14", "val.txt#line 15"],
            dataset.Skipped.Select(s => Path.GetRelativePath(folder.Photos, s.Path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AListMayNameImagesAnywhere()
    {
        using var folder = new TemporaryFolder();
        string absolute = folder.Write("else/1.jpg", DrawnImage.Jpeg(20, 20)), above =
            folder.Write("2.jpg", DrawnImage.Jpeg(24, 20));
        ImageNetDataset dataset = Import(folder, "lists/list.csv", ["path,label", $"{absolute},a", "../2.jpg,b"],
            new ImportOptions { ValidationFraction = 0 });
        Assert.Empty(dataset.Skipped);
        Assert.Equal([above, absolute],
            dataset.Train.Samples.Select(sample => Path.GetFullPath(sample.Path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ChangedSplitsAreTakenOver()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["1", "2", "3", "4"])
            folder.Write($"{name}.jpg", DrawnImage.Jpeg(20, 20));
        Assert.Equal(1,
            Import(folder, "list.csv",
                ["path,label,split", "1.jpg,a,train", "2.jpg,b,train", "3.jpg,a,val",
                    "4.jpg,a,train"]).Validation.Count);
        ImageNetDataset changed = Import(folder, "list.csv",
            ["path,label,split", "1.jpg,a,train", "2.jpg,b,train", "3.jpg,a,train", "4.jpg,a,test"]);
        Assert.Equal(folder.At("4.jpg"), Assert.Single(changed.Test.Samples).Path);
    }

    [Fact]
    public void BadRowsAreSkippedWithLineAndReason()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.jpg", DrawnImage.Jpeg(20, 20));
        folder.Write("2.jpg", DrawnImage.Jpeg(20, 20));
        folder.Write("broken.jpg", "no image"u8.ToArray());
        Directory.CreateDirectory(folder.At("folder.jpg"));
        string[] rows =
        [
            "path,label,split", "1.jpg,cat,", "missing.jpg,cat,train", ",dog,train", "2.jpg,,train",
            "2.jpg,dog,somewhere", "2.jpg,dog,train",
            "2.jpg,cat,train", "2.jpg,dog,train", "too,many,fields,here", "folder.jpg,cat,train",
            "broken.jpg,cat,train", $"{new string('n', 300)}.jpg,cat,train", "\0.jpg,cat,train",
        ];
        foreach (bool indexOnly in (bool[])[false, true])
        {
            ImageNetDataset dataset =
                Import(folder, "list.csv", rows, new ImportOptions { IndexOnly = indexOnly, ValidationFraction = 0 });
            Dictionary<string, string> reasons =
                dataset.Skipped.ToDictionary(s => Path.GetRelativePath(folder.Photos, s.Path), s => s.Reason);
            Assert.Contains("line 3", reasons["missing.jpg"], StringComparison.Ordinal);
            Assert.Contains("column 1", reasons["list.csv#line 4"], StringComparison.Ordinal);
            Assert.Contains("column 2", reasons["list.csv#line 5"], StringComparison.Ordinal);
            Assert.Contains("somewhere", reasons["list.csv#line 6"], StringComparison.Ordinal);
            Assert.Contains("'dog' in line 7", reasons["list.csv#line 8"], StringComparison.Ordinal);
            Assert.Contains("already listed in line 7", reasons["list.csv#line 9"], StringComparison.Ordinal);
            Assert.Contains("fields", reasons["list.csv#line 10"], StringComparison.Ordinal);
            Assert.Contains("folder", reasons["folder.jpg"], StringComparison.Ordinal);
            Assert.Equal(indexOnly ? 10 : 11, reasons.Count);
            Assert.Equal(indexOnly ? 3 : 2, dataset.Count);
        }
    }

    [Fact]
    public void AListOfWhichNothingCanBeUsedSaysWhy()
    {
        using var folder = new TemporaryFolder();
        string refusal =
            Assert.Throws<DatasetException>(() => Import(folder, "list.csv", ["path,label", "1.jpg,cat"])).Message;
        Assert.Contains("1.jpg: there is no such file (line 2", refusal, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => Import(folder, "list.csv", ["path,label"]));
        Assert.Throws<DatasetException>(() => Import(folder, "list.csv", []));
    }

    private static ImageNetDataset Import(TemporaryFolder folder, string name, IEnumerable<string> rows,
        ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Write(name, Encoding.UTF8.GetBytes(string.Join('\n', rows))),
            (options ?? new ImportOptions()) with
            {
                CachePath = folder.Cache,
                ImageSize = 16,
                Limits = DecodeLimits.Default,
            });
}
