using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class PropertyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OtherColumnsAreTextInTheirOrder(bool indexOnly)
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Import(folder, "list.csv",
            ["site,path,Patient,label,split,width", "\"Rome, \"\"old\"\"\",1.jpg, 007 ,cat,train,=1+1",
                "\"two\nlines\",2.jpg,,dog,train,5", "Bern,3.jpg,x,cat,val,6"], indexOnly);
        foreach (ImageNetDataset one in indexOnly ? [dataset] : (ImageNetDataset[])[dataset, ImageNetDataset.Open(dataset.StorePath!)])
        {
            SampleProperties first = one.Train.Samples[0].Properties, second = one.Train.Samples[1].Properties;
            Assert.Equal(["site", "Patient", "width"], first.Keys);
            Assert.Equal(["Rome, \"old\"", "007", "=1+1"], first.Values);
            Assert.Equal(["two\nlines", "", "5"], second.Values);
            Assert.Equal("007", first["PATIENT"]);
            Assert.True(((System.Collections.IDictionary)first).IsReadOnly);
            Assert.Equal("site = Bern, Patient = x, width = 6", one.Validation.Samples[0].Properties.ToString());
        }

        if (!indexOnly)
        {
            Assert.StartsWith("path,label,class,split,width,height,bytes,modified,site,Patient,width_2",
                File.ReadAllText(new StorePaths(dataset.StorePath!).Index), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MembersOfJsonLinesAreText()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Import(folder, "metadata.jsonl",
            ["""{"file_name":"1.jpg","label":"cat","age":7,"sick":true,"box":[1, 2],"more":{"a":null},"none":null}""",
                """{"file_name":"2.jpg","label":"dog","sick":false,"age":7.50}""",
                """{"file_name":"3.jpg","label":"cat","age":"old"}"""]);
        Assert.Equal(["age", "sick", "box", "more", "none"], dataset.Train.Samples[0].Properties.Keys);
        Assert.Equal(["7", "true", "[1, 2]", "{\"a\":null}", ""], dataset.Train.Samples[0].Properties.Values);
        Assert.Equal("7.50", dataset.Train.Samples.Single(sample => sample.Label == "dog").Properties["age"]);
    }

    [Fact]
    public void AChangedValueUpdatesTheStoreWithoutDecoding()
    {
        using var folder = new TemporaryFolder();
        string[] rows = ["path,label,site", "1.jpg,cat,Rome", "2.jpg,dog,Bern", "3.jpg,cat,Rome"];
        string store = Import(folder, "list.csv", rows).StorePath!;
        DateTime written = File.GetLastWriteTimeUtc(new StorePaths(store).Manifest);
        Assert.Equal(0, CountingReaders.Import(folder.At("list.csv"), Options(folder)));
        Assert.Equal(written, File.GetLastWriteTimeUtc(new StorePaths(store).Manifest));
        rows[2] = "2.jpg,dog,Paris";
        folder.Write("list.csv", GroupImportTests.Text(rows));
        Assert.Equal(0, CountingReaders.Import(folder.At("list.csv"), Options(folder)));
        Assert.Equal(["Rome", "Paris", "Rome"], ImageNetDataset.Open(store).Images.OrderBy(image => image.Sample.Index)
            .Select(image => image.Sample.Properties["site"]));

        // Another name of the column, too.
        rows[0] = "path,label,town";
        folder.Write("list.csv", GroupImportTests.Text(rows));
        Assert.Equal(0, CountingReaders.Import(folder.At("list.csv"), Options(folder)));
        Assert.Equal("town", Assert.Single(ImageNetDataset.Open(store).Train.Samples[0].Properties).Key);
    }

    [Fact]
    public void NamesAreUniqueInTheListAndInTheIndex()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Import(folder, "list.csv",
            ["path,label,,Width,height,height_2,HEIGHT,group", "1.jpg,cat,a,b,c,d,e,f", "2.jpg,dog,,,,,,",
                "3.jpg,cat,,,,,,"]);
        Assert.Equal(["column 3", "Width", "height", "height_2", "HEIGHT_3", "group"],
            dataset.Train.Samples[0].Properties.Keys);
        Assert.Equal(["a", "b", "c", "d", "e", "f"],
            ImageNetDataset.Open(dataset.StorePath!).Train.Samples[0].Properties.Values);
        string[] columns = File.ReadLines(new StorePaths(dataset.StorePath!).Index).First().Split(',');
        Assert.Equal(columns.Length, columns.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(["a", "b", "c", "d", "e", "f"], ImageNetImporter.Import(folder.At("list.csv"),
            Options(folder) with { GroupColumn = "group" }).Images.First(image => image.Sample.Index == 0).Sample
            .Properties.Values);
    }

    [Fact]
    public void PartsWithOtherColumnsHaveAllColumns()
    {
        using var folder = new TemporaryFolder();
        WriteImages(folder);
        folder.Write("train.csv", GroupImportTests.Text(["path,label,site", "1.jpg,cat,Rome", "2.jpg,dog,Bern"]));
        folder.Write("val.csv", GroupImportTests.Text(["path,label,age,SITE", "3.jpg,cat,7,Oslo"]));
        ImageNetDataset dataset = ImageNetImporter.Import(
            new SplitPaths([folder.At("train.csv")], [folder.At("val.csv")], []), Options(folder));
        Assert.Equal("site = Rome, age = ", dataset.Train.Samples[0].Properties.ToString());
        Assert.Equal("site = Oslo, age = 7", dataset.Validation.Samples[0].Properties.ToString());
    }

    [Fact]
    public void FoldersHaveNone()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 2);
        folder.WriteClass("b", 2);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.All(dataset.Images, image => Assert.Empty(image.Sample.Properties));
        Assert.Equal("path,label,class,split,width,height,bytes,modified",
            File.ReadLines(new StorePaths(dataset.StorePath!).Index).First());
    }

    [Fact]
    public void EqualValuesAreOneString()
    {
        var values = new PropertyValues(["site", "patient"]);
        PropertyRow one = values.Of(i => new string('x', i + 1))!, same = values.Of(i => new string('x', i + 1))!,
            other = values.Of(i => new string(i == 0 ? 'x' : 'y', i + 1))!;
        Assert.Same(one, same);
        Assert.Same(one.Names, other.Names);
        Assert.Same(one.Values[0], other.Values[0]);
        Assert.NotEqual(one, other);
    }

    private static ImportOptions Options(TemporaryFolder folder) => new() { CachePath = folder.Cache, ImageSize = 16 };

    private static void WriteImages(TemporaryFolder folder)
    {
        for (uint i = 1; i < 4; i++)
            folder.Write($"{i}.jpg", DrawnImage.Jpeg(20, 20, i));
    }

    private static ImageNetDataset Import(TemporaryFolder folder, string name, IEnumerable<string> rows,
        bool indexOnly = false)
    {
        WriteImages(folder);
        return ImageNetImporter.Import(folder.Write(name, GroupImportTests.Text(rows)),
            Options(folder) with { IndexOnly = indexOnly });
    }
}
