using System.Text.Json;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

public class CorrectionTests
{
    [Fact]
    public void ImagesAreRelabeledAndDroppedWithoutDecoding()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 6);
        folder.WriteClass("b", 6, seed: 40);
        ImportOptions options = Options(folder);
        ImageNetImporter.Import(folder.Photos, options);
        string file = Write(folder, "Path,Action,Label\na/000.jpg,x,b\n"
            + $"\"{folder.At("a", "001.jpg")}\",x,c\nb/000.jpg,x,\nb/001.jpg,x,b\na/000.jpg,x,b\n");
        ImportOptions corrected = options with { Corrections = CorrectionFile.Read(file) };
        Assert.Equal(0, CountingReaders.Import(folder.Photos, corrected));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, corrected);
        Assert.Equal(["a 4", "b 6", "c 1"], dataset.Classes.Select(c => $"{c.Name} {c.Train + c.Validation}"));
        Assert.Equal("b", LabelOf(dataset, "a/000.jpg"));
        Assert.Null(LabelOf(dataset, "b/000.jpg"));
        Assert.Contains("new class: 'c' (1 image)", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
        // Relabeled and dropped; a row with the label that the image has anyway is no correction.
        Assert.Equal(3, dataset.Corrections);
        using (JsonDocument manifest = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(dataset.StorePath!, "dataset.json"))))
        {
            Assert.Equal(3, manifest.RootElement.GetProperty("corrections").GetInt32());
        }

        // Unchanged corrections are recognized: the store is opened and not written.
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(dataset.StorePath!, "dataset.json"));
        Assert.Equal(dataset.Sha256, ImageNetImporter.Import(folder.Photos, corrected).Sha256);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(dataset.StorePath!, "dataset.json")));
        ImportOptions others = options with { Corrections = [new("a/000.jpg", "a"), new("a/002.jpg", "b")] };
        Assert.Equal(1, CountingReaders.Import(folder.Photos, others));
        ImageNetDataset changed = ImageNetImporter.Import(folder.Photos, others);
        Assert.Equal(("a", "b", 1), (LabelOf(changed, "a/000.jpg"), LabelOf(changed, "a/002.jpg"), changed.Corrections));
        Assert.Equal(1, ImageNetImporter.Import(folder.Photos, others with { IndexOnly = true }).Corrections);
    }

    [Fact]
    public void LabelsOfCorrectionsAreFinalNames()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("rose", 3);
        folder.WriteClass("tulip", 3);
        folder.WriteClass("oak", 3);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with
        {
            ClassMap = new Dictionary<string, string?> { ["rose"] = "flower", ["tulip"] = "flower" },
            Corrections = [new("oak/000.jpg", "tulip"), new("oak/001.jpg", "flower")],
        });
        Assert.Equal(["flower 7", "oak 1", "tulip 1"], dataset.Classes.Select(c => $"{c.Name} {c.Train + c.Validation}"));
    }

    [Theory]
    [InlineData("path,label\na/000.jpg,b\na/000.jpg,c\n", "'a/000.jpg' is 'b' and 'c'")]
    [InlineData("path,label\na/000.jpg,b\n./a/000.jpg,\n", "to be dropped")]
    [InlineData("path,label\n000.jpg,b\n", "is that of 2 images")]
    [InlineData("name,kind,size\na/000.jpg,b,3\n", "lacks a column path")]
    [InlineData("path,kind,size\na/000.jpg,b,3\n", "lacks a column label")]
    [InlineData("path,label\n,b\n", "line 2 has no path")]
    public void ContradictionsAreErrors(string text, string words)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 20);
        string file = Write(folder, text);
        Assert.Contains(words, Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
            Options(folder) with { Corrections = CorrectionFile.Read(file) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsThatMatchNothingAreOneWarning()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 20);
        // Without a header, from a spreadsheet of another country.
        string file = Write(folder, "a/000.jpg;b\na/gone.jpg;b\n/elsewhere/a/001.jpg;b\na/none;b\n");
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            Options(folder) with { Corrections = CorrectionFile.Read(file) });
        string warning = Assert.Single(dataset.Warnings);
        Assert.StartsWith("3 corrections match no image", warning, StringComparison.Ordinal);
        Assert.Contains("'a/gone.jpg'", warning, StringComparison.Ordinal);
        Assert.Equal(1, dataset.Corrections);
    }

    [Fact]
    public void PathsAreThoseOfTheList()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("images", 4);
        string list = folder.Write("list.csv", "image_id,dx\n000,a\n001,a\n002,b\n003,b\n"u8.ToArray());
        ImageNetDataset dataset = ImageNetImporter.Import(list, Options(folder) with
        {
            Corrections = [new("000", "b"), new("images/002.jpg", "a"), new("003.jpg", "")],
        });
        Assert.Equal(["a 2", "b 1"], dataset.Classes.Select(c => $"{c.Name} {c.Train + c.Validation}"));
        Assert.Empty(dataset.Warnings);
    }

    private static string? LabelOf(ImageNetDataset dataset, string path) =>
        dataset.Images.Select(image => image.Sample).FirstOrDefault(sample => sample.RelativePath == path)?.Label;

    private static string Write(TemporaryFolder folder, string text)
    {
        string file = Path.Combine(folder.Root, "corrections.csv");
        File.WriteAllText(file, text);
        return file;
    }

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 32, ValidationFraction = 0 };
}
