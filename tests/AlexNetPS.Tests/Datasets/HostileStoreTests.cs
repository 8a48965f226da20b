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
    [InlineData("mean", "[1e999, 0, 0]")]
    public void StatisticsThatDoNotFitAreOneErrorThatNamesTheFile(string field, string? value)
    {
        using var folder = new TemporaryFolder();
        IsRefused(folder, manifest => manifest["statistics"]!.AsObject(), field, value);
    }

    [Theory]
    [InlineData("statistics", "null")]
    [InlineData("classes", "null")]
    [InlineData("classes", "[\"a\", null]")]
    [InlineData("classes", "[\"a\", \"a\"]")]
    [InlineData("descriptions", "[\"only one\"]")]
    [InlineData("name", "null")]
    [InlineData("source", "null")]
    [InlineData("layout", null)]
    [InlineData("limits", "null")]
    [InlineData("skipped", "[null]")]
    [InlineData("skipped", "[{ \"path\": \"a/x.jpg\", \"size\": 1, \"modified\": \"2026-01-01T00:00:00Z\" }]")]
    [InlineData("fileWarnings", "[{}]")]
    [InlineData("warnings", "[null]")]
    [InlineData("edits", "[null]")]
    [InlineData("properties", "[null]")]
    [InlineData("images", "-5")]
    [InlineData("train", "-1")]
    [InlineData("channels", "0")]
    [InlineData("imageSize", "0")]
    [InlineData("storeFormat", "\"Auto\"")]
    [InlineData("storeFormat", "17")]
    [InlineData("crop", "17")]
    [InlineData("shards", "null")]
    [InlineData("pixelsId", "\"no number\"")]
    public void AFieldThatDoesNotFitIsOneErrorThatNamesTheFile(string field, string? value)
    {
        using var folder = new TemporaryFolder();
        IsRefused(folder, manifest => manifest.AsObject(), field, value);
        // An import writes the store anew.
        Assert.Equal(6, ImageNetImporter.Import(folder.Photos, Options(folder)).Count);
    }

    private static ImportOptions Options(TemporaryFolder folder) => new() { CachePath = folder.Cache, ImageSize = 16 };

    private static void IsRefused(TemporaryFolder folder, Func<JsonNode, JsonObject> place, string field, string? value)
    {
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 20);
        string path = Path.Combine(ImageNetImporter.Import(folder.Photos, Options(folder)).StorePath!, "dataset.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        JsonObject part = place(manifest);
        if (value is null)
            part.Remove(field);
        else
            part[field] = JsonNode.Parse(value);
        File.WriteAllText(path, manifest.ToJsonString());
        string message = Assert.Throws<DatasetException>(() => ImageNetDataset.Open(path)).Message;
        Assert.Contains("dataset.json", message, StringComparison.Ordinal);
        Assert.DoesNotContain("IndexOnly", message, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", message, StringComparison.Ordinal);
    }
}
