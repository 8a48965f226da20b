using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Models;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

/// <summary>
/// Embeddings record their layer, model and transforms, in objects and next to files, and are compared with no others.
/// </summary>
public sealed class FeatureOriginTests : IDisposable
{
    private static readonly string[] _classes = ["bee", "cat"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-origins-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void TheHashIsOfTheWeightsAndStaysInAFile()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        Assert.Matches("^[0-9a-f]{64}$", model.HashWeights());
        Assert.Equal(model.HashWeights(), AlexNetModel.Load(path).HashWeights());
        Assert.Equal(model.HashWeights(), SmallModels.Model(_classes).HashWeights());
        Assert.NotEqual(model.HashWeights(), SmallModels.Model(_classes, seed: 2).HashWeights());
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".npy")]
    public void AFileRecordsItsOrigin(string extension)
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string path = Export(model, "fc6", extension);
        using FeatureSet set = FeatureSet.Open(path);
        Assert.Equal(("fc6", null), (set.Layer, set.Warning));
        Assert.Null(Difference(set, SmallModels.Model(_classes), "FC6"));
        Assert.Contains("of layer fc6, not of relu6", Difference(set, model, "relu6"));
        Assert.Contains("with model 'Tiny' (weights ", Difference(set, SmallModels.Model(_classes, seed: 2), "fc6"));
        Assert.Contains("other evaluation transforms",
            Difference(set, SmallModels.Model(_classes, """{ "type": "TenCrop", "size": 8 }"""), "fc6"));
        Assert.Contains("were made from images prepared with",
            Difference(set, SmallModels.Model(_classes, """{ "type": "Squash", "size": 8 }"""), "fc6"));
        string json = File.ReadAllText(path + ".json");
        Assert.Contains(model.HashWeights(), json);
        Assert.Contains("\"imageSize\": 10", json);
        Assert.Equal(set.Find("/images/0.png")!.Values, set.Find("/images/0.png")!.Values);
        Assert.Null(set.Difference(set.Find("/images/0.png")!));
    }

    [Fact]
    public void FilesOfOneNameAndTwoFormatsKeepTheirOwn()
    {
        string csv = Export(SmallModels.Model(_classes), "fc6", ".csv"), npy =
            Export(SmallModels.Model(_classes, seed: 2), "relu6", ".npy");
        using FeatureSet first = FeatureSet.Open(csv), second = FeatureSet.Open(npy);
        Assert.Equal(("fc6", "relu6"), (first.Layer, second.Layer));
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".npy")]
    public void TheOriginOfOtherEmbeddingsIsIgnored(string extension)
    {
        string path = Export(SmallModels.Model(_classes), "fc6", extension);
        byte[] sidecar = File.ReadAllBytes(path + ".json");
        Export(SmallModels.Model(_classes, seed: 2), "relu6", extension);
        File.WriteAllBytes(path + ".json", sidecar);
        using (FeatureSet set = FeatureSet.Open(path))
        {
            Assert.Null(set.Layer);
            Assert.Contains("describes other embeddings", set.Warning);
        }

        File.Delete(path + ".json");
        using (FeatureSet set = FeatureSet.Open(path))
        {
            Assert.Null(Difference(set, SmallModels.Model(_classes), "fc6"));
            Assert.Contains("is missing", set.Warning);
        }
    }

    [Fact]
    public void EmbeddingsWithoutAnOriginLeaveNoOldOne()
    {
        string path = Export(SmallModels.Model(_classes), "fc6", ".csv");
        FeatureFile.Write(path, [new("/a.png", null, "fc6", [1, 2])]);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "formatVersion": 2, "origin": null }""")]
    public void ADamagedOriginIsOneErrorThatNamesTheFile(string text)
    {
        string path = Export(SmallModels.Model(_classes), "fc6", ".npy");
        File.WriteAllText(path + ".json", text);
        string message = Assert.Throws<FeatureFormatException>(() => FeatureSet.Open(path)).Message;
        Assert.Contains(path + ".json", message);
        Assert.Contains("Export them again", message);
    }

    [Fact]
    public void ObjectsOfOtherModelsAreNotCompared()
    {
        FeatureEmbedding[] one = Embed(SmallModels.Model(_classes), "fc6"), other =
            Embed(SmallModels.Model(_classes, seed: 2), "fc6"), relu = Embed(SmallModels.Model(_classes), "relu6");
        FeatureSet set = FeatureSet.Of(one);
        Assert.Equal(2, set.Nearest([one[0]], 2).Count);
        Assert.Contains("with model", Assert.Throws<FeatureFormatException>(() => set.Nearest([other[0]])).Message);
        Assert.Contains("layer fc6", Assert.Throws<FeatureFormatException>(() => set.Nearest([relu[0]])).Message);
        Assert.Contains("All must be of one layer of one model",
            Assert.Throws<FeatureFormatException>(() => FeatureSet.Of([.. one, .. other])).Message);
        Assert.Contains("one file holds",
            Assert.Throws<ArgumentException>(
                () => FeatureFile.Write(Path.Combine(_folder, "x.csv"), [.. one, .. relu])).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static FeatureEmbedding[] Embed(AlexNetModel model, string layer)
    {
        using var extractor = new FeatureExtractor(model, layer);
        return [.. extractor.Extract(PaintedImages.Dataset(_classes, 5).Validation)];
    }

    private static string? Difference(FeatureSet set, AlexNetModel model, string layer)
    {
        using var extractor = new FeatureExtractor(model, layer);
        return set.Difference(extractor);
    }

    private string Export(AlexNetModel model, string layer, string extension)
    {
        string path = Path.Combine(_folder, $"features{extension}");
        FeatureFile.Write(path, Embed(model, layer));
        return path;
    }
}
