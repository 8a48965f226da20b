using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Models;

/// <summary>
/// What the recipe of imported weights says of their images and their network, and what is said where the file cannot
/// hold it.
/// </summary>
public sealed class ImportedRecipeTests : WeightFixtures
{
    private static readonly TransformDefinition[] _plain = [new Squash { Size = 8 }, new Scale()];

    public static TheoryData<string> Bases =>
        ["ImageNet", .. Recipe.Names.Where(name => Noise(Recipe.Get(name)) is { Eigenvectors: not null })];

    [Theory]
    [MemberData(nameof(Bases))]
    public void EveryBuiltInBasisIsOrthonormalAndItsFirstVectorIsGray(string basis)
    {
        PcaColorNoise noise = basis == "ImageNet"
            ? (PcaColorNoise)new PcaColorNoise().Resolve(ImportedRecipe.ImageNet)
            : Noise(Recipe.Get(basis))!;
        IReadOnlyList<IReadOnlyList<double>> vectors = noise.Eigenvectors!;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, 3).Sum(c => vectors[i][c] * vectors[j][c]), 1e-3);
        }

        double[] variances = [.. noise.Eigenvalues!.Select(value => value * value)];
        double gray = Enumerable.Range(0, 3).Sum(i => variances[i] * Math.Pow(vectors[i].Sum(), 2) / 3);
        Assert.InRange(gray / variances.Sum(), 0.99, 1);
    }

    [Fact]
    public void ImportedWeightsAreTunedWithTheColumnsOfThePublishedMatrix()
    {
        Recipe recipe = With(_plain) with { TrainTransforms = [_plain[0], new PcaColorNoise(), _plain[1]] };
        PcaColorNoise noise = Noise(
            AlexNetModel.Load(Write(Bytes("zip.pth")), new() { Architecture = Network, Recipe = recipe }).Recipe)!;
        Assert.Equal([-0.5675, -0.5808, -0.5836], noise.Eigenvectors![0]);
        Assert.Equal([0.7192, -0.0045, -0.6948], noise.Eigenvectors[1]);
        Assert.Equal([0.4009, -0.8140, 0.4203], noise.Eigenvectors[2]);

        // PowerShell counts from the end in an IList only.
        Assert.IsAssignableFrom<System.Collections.IList>(noise.Eigenvectors);
        Assert.IsAssignableFrom<System.Collections.IList>(noise.Eigenvectors[0]);
        Assert.IsAssignableFrom<System.Collections.IList>(noise.Eigenvalues);
    }

    [Theory]
    [InlineData("dictionaries.npy")]
    [InlineData("v1.caffemodel")]
    public void WhatTheRecipeStatesCountsBeforeWhatTheFormatHas(string fixture)
    {
        var warnings = new List<string>();
        AlexNetModel red = Import("zip.pth", With(_plain), warnings), silent = Import(fixture, With(_plain), []);
        AlexNetModel blue = Import(fixture, With([.. _plain, new ChannelOrder { Order = ColorOrder.Bgr }]), warnings),
            turned = Import(fixture, With([.. _plain, new ChannelOrder { Order = ColorOrder.Rgb }]), warnings);
        Assert.Empty(warnings);
        const string First = "conv1.weight";
        Assert.Equal(red.Parameter(First).ToArray(), silent.Parameter(First).ToArray());
        Assert.Equal(Answer(red), Answer(silent));
        Assert.NotEqual(red.Parameter(First).ToArray(), blue.Parameter(First).ToArray());
        Assert.All(Answer(red).Zip(Answer(blue)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(blue.Parameter(First).ToArray(), turned.Parameter(First).ToArray());
        Assert.NotEqual(Answer(red)[0], Answer(turned)[0], 1e-3f);
    }

    [Theory]
    [InlineData("zip.pth", false)]
    [InlineData("names.safetensors", false)]
    [InlineData("dictionaries.npy", true)]
    public void TurningTheFirstLayerUnaskedIsAWarning(string fixture, bool expected)
    {
        var warnings = new List<string>();
        Import(fixture, With(_plain), warnings);
        Assert.Equal(expected,
            warnings.Exists(
                text => text.Contains("""{"type":"ChannelOrder","order":"Rgb"}""", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("own.safetensors", TensorNames.Layers, false)]
    [InlineData("own.safetensors", TensorNames.Layers, true)]
    [InlineData("own.pth", TensorNames.Layers, true)]
    [InlineData("own.pth", TensorNames.TorchVision, true)]
    [InlineData("own.safetensors", TensorNames.TorchVision, true)]
    public void ABlueFirstNetworkKeepsItsAnswersThroughEveryFile(string name, TensorNames names, bool withRecipe)
    {
        AlexNetModel before = Import("zip.pth", With([.. _plain, new ChannelOrder { Order = ColorOrder.Bgr }]), []);
        string path = Path.Combine(Folder, name);
        var warnings = new List<string>();
        before.Export(path, names: names, warn: warnings.Add);
        bool weightsOnly = name.EndsWith("pth", StringComparison.Ordinal) || names == TensorNames.TorchVision;
        Assert.Equal(weightsOnly, warnings.Exists(text => text.Contains("blue first", StringComparison.Ordinal)));

        AlexNetModel after = AlexNetModel.Load(path,
            new() { Recipe = withRecipe ? before.Recipe : null, Classes = before.Classes, Warn = warnings.Add });
        Assert.Equal(Answer(before), Answer(after));
        Assert.Equal(weightsOnly ? 1 : 0, warnings.Count);
    }

    [Fact]
    public void AMatrixThatSeesTheImageIsTurnedToo()
    {
        var network =
            new NetworkDefinition("Matrix", new(3, 2, 2), [new LinearDefinition { Name = "fc1", Outputs = 2 }]);
        string path = Path.Combine(Folder, "matrix.safetensors");
        float[] values = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        SafetensorsFile.Write(path, new Dictionary<string, string>(), TensorDescription.Named(network.ParameterTensors),
            (tensor, to) => values.AsSpan(0, to.Length).CopyTo(to));
        using var bytes = new FileBytes(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        AlexNetModel model = ModelImport.From(new BlueFirstFile(bytes, file), new() { Architecture = network });
        Assert.Equal([8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3, 20, 21, 22, 23, 16, 17, 18, 19, 12, 13, 14, 15],
            model.Parameter("fc1.weight").ToArray());
    }

    [Fact]
    public void APresetReadWithoutItsRecipeNamesWhatTheFileCannotHold()
    {
        Recipe recipe = Recipe.Get("Mnist28") with
        {
            EvaluationTransforms =
                [new Squash { Size = 28 }, new Normalize { Mean = [0.5], StandardDeviation = [0.1] }]
        };
        NetworkDefinition network = recipe.BuildNetwork(2);
        using INetwork zeros = new CpuEngine().Create(network, new() { MaximumBatchSize = 1, Threads = 1 });
        NetworkInitializer.Initialize(zeros, [], 1);
        string path = Path.Combine(Folder, "other.pth");
        AlexNetModel.FromNetwork(zeros,
            new() { Name = "Mnist28", Definition = network, Classes = ["a", "b"], Recipe = recipe }).Export(path);
        var warnings = new List<string>();
        AlexNetModel model = AlexNetModel.Load(path, new() { Classes = ["a", "b"], Warn = warnings.Add });
        Assert.Equal("Mnist28", model.Definition.Name);
        string warning = Assert.Single(warnings);
        Assert.Contains("'other.pth' holds neither network nor transforms. It is read as Mnist28", warning,
            StringComparison.Ordinal);
        Assert.Contains("""recipe 'Mnist28': {"type":"Squash","size":28}, {"type":"Scale",""", warning,
            StringComparison.Ordinal);
        Assert.Contains("-Architecture and -Recipe", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void ARecipeForAModelOfOursTakesFromItWhatItLeavesToTheTrainingSet()
    {
        TransformDefinition[] open = [new Squash { Size = 8 }, new Normalize()];
        AlexNetModel before = Import("zip.pth",
            With([open[0], new Normalize { Mean = [0.1, 0.2, 0.3], StandardDeviation = [0.4, 0.5, 0.6] }]), []);
        string path = Path.Combine(Folder, "own.safetensors");
        before.Save(path);
        var warnings = new List<string>();
        AlexNetModel after = AlexNetModel.Load(path, new() { Recipe = With(open), Warn = warnings.Add });
        Assert.Empty(warnings);
        Assert.Equal(Answer(before), Answer(after));

        // Weights alone cannot give it.
        Import("zip.pth", With(open), warnings);
        Assert.Contains(
            """takes values from the training set ({"type":"Normalize"}), and the file has none: ImageNet's are used""",
            Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ARecipeThatShowsAModelOfOursOtherValuesIsAWarning()
    {
        string path = Path.Combine(Folder, "own.safetensors");
        Import("zip.pth", With([.. _plain, new ChannelOrder { Order = ColorOrder.Bgr }]), []).Save(path);
        var warnings = new List<string>();
        AlexNetModel.Load(path, new() { Recipe = With(_plain), Warn = warnings.Add });
        Assert.Contains(
            "Put the model's channel order into trainTransforms and evaluationTransforms: "
                + """{"type":"ChannelOrder","order":"Bgr"}""",
            Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void CropsFollowTheNetworkAsInTraining()
    {
        AlexNetModel model = Import("zip.pth", Recipe.Get("Paper"), []);
        Assert.Equal("Paper", model.Recipe.Name);
        Assert.Equal(Network.Input.Width, model.Recipe.EvaluationTransforms.OfType<TenCrop>().Single().Size);
        Assert.Equal(Network.Input.Width, model.Recipe.TrainTransforms.OfType<RandomCrop>().Single().Size);
        Assert.Equal(10, model.Recipe.CreateEvaluationTransforms(model.Definition).Views);
    }

    [Fact]
    public void ARecipeThatContainsTheNetworkNeedsNoArchitecture()
    {
        AlexNetModel model = AlexNetModel.Load(Write(Bytes("zip.pth")), new() { Recipe = With(_plain) });
        Assert.Equal(Network.Name, model.Definition.Name);

        var other = new NetworkDefinition("Other", Network.Input,
            [.. Network.Layers.Select(
                layer => layer is LinearDefinition { Name: "fc6" } fc6 ? fc6 with { Outputs = 9 } : layer)]);
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(Write(Bytes("zip.pth")),
            new() { Recipe = With(_plain) with { Architecture = new(other) } })).Message;
        Assert.Contains("Other is closest", message, StringComparison.Ordinal);
    }

    private static PcaColorNoise? Noise(Recipe recipe) =>
        recipe.TrainTransforms.OfType<PcaColorNoise>().FirstOrDefault();

    private static Recipe With(TransformDefinition[] transforms) => Recipe.Get("D2L") with
    {
        Name = "Fixture",
        Architecture = new(Network),
        Initialization = [],
        TrainTransforms = transforms,
        EvaluationTransforms = transforms,
    };

    private AlexNetModel Import(string fixture, Recipe recipe, List<string> warnings) =>
        AlexNetModel.Load(Write(Bytes(fixture), fixture),
            new()
            {
                Architecture = Network,
                Classes = ["a", "b", "c", "d", "e"],
                Recipe = recipe,
                Warn = warnings.Add
            });

    /// <summary>For a red square.</summary>
    private static float[] Answer(AlexNetModel model)
    {
        byte[] red = [.. Enumerable.Range(0, 8 * 8).SelectMany(_ => new byte[] { 230, 30, 40 })];
        TransformPipeline transforms = model.Recipe.CreateEvaluationTransforms(model.Definition);
        float[] images = new float[transforms.ViewLength], logits = new float[model.Classes.Count];
        transforms.Apply(new(red, 8, 8, 3), images);
        using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
        network.Forward(images, logits);
        return logits;
    }

    private sealed class BlueFirstFile(FileBytes bytes, SafetensorsFile file) : WeightFile(bytes)
    {
        public override string Format => "blue-first file";

        public override bool BlueFirst => true;

        protected override IEnumerable<WeightTensor> List() =>
            file.Tensors.Select(
                tensor => WeightTensor.Contiguous(tensor.Name, Bytes, tensor.Type, tensor.Offset, tensor.Shape));
    }
}
