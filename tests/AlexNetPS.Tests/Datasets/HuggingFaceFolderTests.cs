using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Hugging Face's image folder: metadata with file_name in the folder of a split, or at the root.</summary>
public class HuggingFaceFolderTests
{
    [Theory]
    [InlineData("metadata.csv", "text")]
    [InlineData("metadata.jsonl", "text")]
    [InlineData("metadata.jsonl", "number")]
    [InlineData("metadata.parquet", "text")]
    public void EachSplitHasItsMetadata(string name, string kind)
    {
        using var folder = new TemporaryFolder();
        foreach ((string part, int first) in ((string, int)[])[("train", 0), ("validation", 10), ("test", 20)])
        {
            // A subfolder is no class, and the order of the rows is not that of the names.
            string[] files = ["deep/er/0.jpg", "3.jpg", "deep/1.jpg", "2.jpg"];
            string[] labels = kind == "number" ? ["1", "0", "1", "0"] : ["tulip", "a rose, red", "tulip", "a rose, red"];
            for (int i = 0; i < files.Length; i++)
                folder.Write($"{part}/{files[i]}", DrawnImage.Jpeg(20, 20, (uint)(first + i)));
            folder.Write($"{part}/{name}", Metadata(name, kind, files, labels));
        }

        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, new() { IndexOnly = true });
        Assert.Equal(kind == "number" ? ["0", "1"] : ["a rose, red", "tulip"], dataset.Classes.Select(c => c.Name));
        foreach (DatasetSplit split in (DatasetSplit[])[dataset.Train, dataset.Validation, dataset.Test])
        {
            Assert.Equal(["2.jpg", "3.jpg", "deep/1.jpg", "deep/er/0.jpg"],
                split.Samples.Select(sample => sample.Path[(sample.Path.IndexOf("photos", StringComparison.Ordinal) + 7)..]
                    .Replace('\\', '/').Split('/', 2)[1]));
            Assert.Equal([0, 0, 1, 1], split.Samples.Select(sample => sample.LabelIndex));
        }
    }

    [Fact]
    public void FoldersOfSplitsCountForMetadataAtTheRoot()
    {
        using var folder = new TemporaryFolder();
        var rows = new StringBuilder("file_name,label\n");
        foreach ((string part, int count) in ((string, int)[])[("train", 6), ("test", 4)])
        {
            for (int i = 0; i < count; i++)
            {
                folder.Write($"{part}/{i}.jpg", DrawnImage.Jpeg(20, 20, (uint)i));
                rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part}/{i}.jpg,{(i % 2 == 0 ? "cat" : "dog")}\n");
            }
        }

        folder.Write("metadata.csv", Encoding.UTF8.GetBytes(rows.ToString()));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, new() { IndexOnly = true, ValidationFraction = 0.34 });
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal(4, dataset.Test.Count);
        Assert.All(dataset.Test.Samples,
            sample => Assert.Contains("/test/", sample.Path.Replace('\\', '/'), StringComparison.Ordinal));
        Assert.Equal(6, dataset.Train.Count + dataset.Validation.Count);
        Assert.NotEqual(0, dataset.Validation.Count);
    }

    private static byte[] Metadata(string name, string kind, string[] files, string[] labels) => Path.GetExtension(name) switch
    {
        ".parquet" => ParquetBuilder.Table(("file_name", files), ("label", labels)),
        ".jsonl" => Encoding.UTF8.GetBytes(string.Concat(files.Zip(labels, (file, label) => kind == "number"
            ? $"{{\"file_name\": \"{file}\", \"label\": {label}}}\n"
            : $"{{\"file_name\": \"{file}\", \"label\": \"{label}\"}}\n"))),
        _ => Encoding.UTF8.GetBytes("file_name,label\n" + string.Concat(files.Zip(labels, (file, label) => $"{file},\"{label}\"\n"))),
    };
}
