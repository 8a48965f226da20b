using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Models;

/// <summary>Weights of other programs give what they give in PyTorch.</summary>
public sealed class WeightImportTests : WeightFixtures
{
    public static TheoryData<string> Names => [.. All];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFormatGivesTheSameNetwork(string fixture)
    {
        var warnings = new List<string>();
        AlexNetModel model = Load(Write(Bytes(fixture)), warnings.Add);

        float tolerance = fixture.StartsWith("half", StringComparison.Ordinal)
            ? 0.02f
            : fixture.StartsWith("bfloat16", StringComparison.Ordinal) ? 0.5f : 1e-5f;
        Assert.All(Predict(model).Zip(Logits),
            pair => Assert.InRange(pair.First, pair.Second - tolerance, pair.Second + tolerance));
        Assert.Equal(["0", "1", "2", "3", "4"], model.Classes);
        Assert.Single(warnings, warning => warning.Contains("-ClassNamePath", StringComparison.Ordinal));

        // Nothing is held open.
        File.Delete(model.Path!);
    }

    [Fact]
    public void TheContentsTellTheFormatNotTheName()
    {
        Assert.Equal(Logits[0], Predict(Load(Write(Bytes("legacy.pth"), "x.safetensors")))[0], 1e-5f);
        Assert.Equal(Logits[0], Predict(Load(Write(Bytes("names.safetensors"), "x.caffemodel")))[0], 1e-5f);
    }

    [Fact]
    public void DifferencesAreListedLayerByLayer()
    {
        string path = Write(Bytes("zip.pth"));
        var other = new NetworkDefinition("Other", Network.Input,
            [.. Network.Layers.Select(
                layer => layer is LinearDefinition { Name: "fc6" } fc6 ? fc6 with { Outputs = 9 } : layer)]);
        string message = Assert.Throws<ModelFormatException>(
            () => AlexNetModel.Load(path, new ModelImportOptions { Architecture = other })).Message;
        Assert.Contains("do not fit the network Other", message);
        Assert.Contains("\n  fc6.weight: [8, 96] (classifier.0.weight), expected [9, 96]", message);
        Assert.Contains("\n  fc6.bias: [8] (classifier.0.bias), expected [9]", message);
        Assert.Contains("\n  fc7.weight: [5, 8] (classifier.10.weight), expected [5, 9]", message);
        Assert.DoesNotContain("conv", message);
    }

    [Fact]
    public void ShapesOfNoPresetAreComparedWithTheClosest()
    {
        string path = Write(Bytes("zip.pth"));
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(path)).Message;
        Assert.Contains("none of the architectures known by name", message);
        Assert.Contains("-Architecture", message);
        Assert.Contains("(features.0.weight), expected", message);
    }

    [Fact]
    public void AFileOfSurplusTensorsIsRefused()
    {
        var shorter = new NetworkDefinition("Shorter", Network.Input, [.. Network.Layers.Take(5), Network.Layers[^1]]);
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(Write(Bytes("own-names.pth")),
            new ModelImportOptions { Architecture = shorter })).Message;
        Assert.Contains("fc6.weight: [8, 96], which Shorter does not have", message);
    }

    [Theory]
    [InlineData("n01440764 tench, Tinca tinca\nn01443537 goldfish\nn01484850 great white shark\nn02012849 "
        + "crane\nn03126707 crane\n", "n02012849 crane")]
    [InlineData("a\r\nb\r\nc\r\nd e\r\nf", "d e")]
    [InlineData("""["a", "b", "c", "d", "e"]""", "d")]
    [InlineData(
        """{"0": ["n01440764", "tench"], "1": ["n2", "b"], "2": ["n3", "c"], "4": ["n5", "e"], "3": ["n4", "d"]}""",
        "n4 d")]
    public void ClassNamesComeFromAFile(string text, string fourth)
    {
        IReadOnlyList<string> names = ClassNameFile.Read(Write(System.Text.Encoding.UTF8.GetBytes(text), "names.txt"));
        var warnings = new List<string>();
        AlexNetModel model = AlexNetModel.Load(Write(Bytes("zip.pth")),
            new ModelImportOptions { Architecture = Network, Classes = names, Warn = warnings.Add });
        Assert.Equal(5, model.Classes.Count);
        Assert.Equal(fourth, model.Classes[3]);
        Assert.DoesNotContain(warnings, warning => warning.Contains("class names", StringComparison.Ordinal));
    }

    [Fact]
    public void ClassNamesComeFromADevelopmentKit()
    {
        string data = Directory.CreateDirectory(Path.Combine(Folder, "ILSVRC2012_devkit_t12", "data")).FullName;
        File.WriteAllBytes(Path.Combine(data, "meta.mat"),
            MatFileWriter.Synsets((1, "n01484850", "great white shark"), (2, "n01440764", "tench, Tinca tinca"),
                (1001, "n00015388", "animal")));
        string[] expected = ["n01440764 tench, Tinca tinca", "n01484850 great white shark"];
        Assert.Equal(expected, ClassNameFile.Read(Folder));
        Assert.Equal(expected, ClassNameFile.Read(Path.Combine(data, "meta.mat")));
        Assert.Contains("development kit",
            Assert.Throws<ModelFormatException>(
                () => ClassNameFile.Read(Directory.CreateDirectory(Path.Combine(Folder, "empty")).FullName)).Message);
    }

    [Theory]
    [InlineData("", "no names")]
    [InlineData("a\n\nb", "empty line")]
    [InlineData("a\nb\na", "'a' twice")]
    [InlineData("{\"0\": 3}", "no name for output 0")]
    [InlineData("{\"1\": [\"n\", \"a\"]}", "no name for output 0")]
    public void AWrongListOfNamesIsRefused(string text, string reason)
    {
        string path = Write(System.Text.Encoding.UTF8.GetBytes(text), "names.txt");
        string message = Assert.Throws<ModelFormatException>(() => ClassNameFile.Read(path)).Message;
        Assert.Contains(path, message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void TooFewNamesAreRefused()
    {
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(Write(Bytes("zip.pth")),
            new ModelImportOptions { Architecture = Network, Classes = ["a", "b"] })).Message;
        Assert.Contains("2 class names were given for its 5 outputs", message);
    }

    [Fact]
    public void RecipesOfBlueFirstNetworksStayBlueFirstAndTakeImageNetsMean()
    {
        AlexNetModel model = AlexNetModel.Load(Write(Bytes("v1.caffemodel")), new ModelImportOptions
        {
            Architecture = Network,
            Recipe = Recipe.Get("Bvlc") with
            {
                EvaluationTransforms =
                    [new Squash { Size = 8 }, new MeanSubtract(), new ChannelOrder { Order = ColorOrder.Bgr }],
                TrainTransforms = [new Squash { Size = 8 }],
            },
        });
        Assert.Collection(model.Recipe.EvaluationTransforms, _ => { }, transform =>
            Assert.Equal([122.67891434, 116.66876762, 104.00698793], Assert.IsType<MeanSubtract>(transform).Mean!,
                (a, b) => Math.Abs(a - b) < 1e-9), transform => Assert.IsType<ChannelOrder>(transform));
    }

    [Fact]
    public void AnImportedModelIsSavedAsOneOfOurs()
    {
        string path = Path.Combine(Folder, "own.safetensors");
        Load(Write(Bytes("v1.caffemodel"))).Save(path);
        AlexNetModel model = AlexNetModel.Load(path, new ModelImportOptions { Classes = ["a", "b", "c", "d", "e"] });
        Assert.Equal("a", model.Classes[0]);
        Assert.Equal(Logits[3], Predict(model)[3], 1e-5f);
    }
}
