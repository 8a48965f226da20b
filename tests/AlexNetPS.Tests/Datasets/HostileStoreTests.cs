using System.Text.Json.Nodes;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>A dataset.json that another program has changed.</summary>
public class HostileStoreTests
{
    [Theory]
    [InlineData("eigenvectors", null)]
    [InlineData("eigenvectors", "null")]
    [InlineData("eigenvectors", "[[1, 2], [1]]")]
    [InlineData("eigenvectors", "[[1, 0, 0], [0, 1, 0], null]")]
    [InlineData("eigenvalues", "[1]")]
    [InlineData("eigenvectors", "[[1, 0, 0], [0, 1, 0], [0, 0, 1e999]]")]
    [InlineData("mean", "[]")]
    [InlineData("mean", "[0.5, 0.5, 1e999]")]
    [InlineData("standardDeviation", "null")]
    public void StatisticsThatDoNotFitAreOneErrorThatNamesTheFile(string field, string? value)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 20);
        string path = Path.Combine(ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 16 }).StorePath!, "dataset.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        JsonObject statistics = manifest["statistics"]!.AsObject();
        if (value is null)
            statistics.Remove(field);
        else
            statistics[field] = JsonNode.Parse(value);
        File.WriteAllText(path, manifest.ToJsonString());
        string message = Assert.Throws<DatasetException>(() => ImageNetDataset.Open(path)).Message;
        Assert.Contains("dataset.json", message, StringComparison.Ordinal);
        Assert.DoesNotContain("IndexOnly", message, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", message, StringComparison.Ordinal);
    }
}
