using System.Buffers.Binary;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Models;

/// <summary>
/// ONNX files of other programs, written by tests/peers/onnx_fixtures.py, and of this library: the graph states the
/// network, or what in it is not read.
/// </summary>
public sealed class OnnxImportTests : WeightFixtures
{
    public static TheoryData<string> Readable => [.. Fixtures("Onnx/").Where(name =>
        name.EndsWith(".onnx", StringComparison.Ordinal) && !name.StartsWith("rejected/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Readable))]
    public void ItGivesTheLogitsOfOtherPrograms(string name)
    {
        // Without -Architecture: the graph has it.
        AlexNetModel model = AlexNetModel.Load(Onnx(name));
        float tolerance = name.StartsWith("half", StringComparison.Ordinal) ? 0.02f : 1e-5f;
        Assert.All(Predict(model).Zip(Logits), pair => Assert.Equal(pair.Second, pair.First, tolerance));
        Assert.Equal("conv1, conv2, fc3, fc4", string.Join(", ",
            model.Definition.ResolvedLayers.Where(layer => layer.HasParameters).Select(layer => layer.Name)));
        Assert.Equal(Path.GetFileNameWithoutExtension(name), model.Definition.Name);
    }

    [Fact]
    public void AGivenArchitectureThatComputesTheSameNamesTheLayers()
    {
        AlexNetModel model = Load(Onnx("torch.onnx"));
        Assert.Same(Network, model.Definition);
        var other = new NetworkDefinition("Other", Network.Input, [.. Network.Layers.Select(layer =>
            layer is MaxPoolDefinition pool ? pool with { Kernel = 3, Padding = new(1, 1) } : layer)]);
        Assert.Contains("its network is not Other: its layer 3 is a max pool, kernel 2",
            Assert.Throws<ModelFormatException>(
                () => AlexNetModel.Load(Onnx("torch.onnx"), new ModelImportOptions { Architecture = other })).Message);
    }

    [Theory]
    [InlineData("batch-norm.onnx", "operators that are not read: BatchNormalization (node_n1)")]
    [InlineData("branches.onnx", "no chain of layers: Add (node_sum) takes")]
    [InlineData("dilated.onnx", "Conv (node_c1) is not read: a square window with equal strides, without dilation")]
    [InlineData("ends-early.onnx", "the last layer of its graph is relu3")]
    [InlineData("open-size.onnx", "[?, 3, ?, ?]; images of a fixed size are needed")]
    [InlineData("scaled.onnx", "Gemm (node_f6) is not read: it has transA, alpha or beta")]
    [InlineData("last-relu.onnx", "the last layer of its graph is relu4")]
    [InlineData("transposed.onnx", "Transpose")]
    public void WhatIsNotReadIsNamed(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(
            () => AlexNetModel.Load(Onnx($"rejected/{name}"))).Message);

    [Fact]
    public void AFileOfThisLibraryComesBackWhole()
    {
        AlexNetModel model = SmallModels.Model(["a", "b"]);
        string path = Path.Combine(Folder, "own.onnx");
        model.Export(path);
        var warnings = new List<string>();
        AlexNetModel read = AlexNetModel.Load(path, new() { Warn = warnings.Add });
        Assert.Equal(model.HashWeights(), read.HashWeights());
        Assert.Equal(model.Classes, read.Classes);
        Assert.Equal(model.Recipe.ToJson(), read.Recipe.ToJson());
        Assert.Equal(model.Definition.ToJson(), read.Definition.ToJson());
        Assert.Empty(warnings);
        Assert.Equal(["x", "y"], AlexNetModel.Load(path, new() { Classes = ["x", "y"] }).Classes);
    }

    public static TheoryData<string> Presets =>
        [.. NetworkArchitecture.Names.Where(name => SmallModels.HasGraph(NetworkArchitecture.Get(name)))];

    /// <summary>
    /// Ceil mode, "same" padding, groups, tanh, response normalization, averages of unequal windows: what the graph
    /// says without the description that this library writes into it. With few outputs, so that the files are small.
    /// </summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void TheGraphOfEachPresetIsReadAsItsNetwork(string preset)
    {
        NetworkDefinition whole = NetworkArchitecture.Get(preset);
        var network = new NetworkDefinition(preset, whole.Input,
            [.. whole.Layers.Select(layer => layer is LinearDefinition linear ? linear with { Outputs = 2 } : layer)]);
        var description = new ModelDescription
        {
            Name = preset,
            Definition = network,
            Classes = ["a", "b"],
            Recipe = SmallModels.Model(["a", "b"]).Recipe,
        };
        string path = Path.Combine(Folder, "preset.onnx");
        new AlexNetModel(description, network.ParameterTensors.ToDictionary(tensor => tensor.Name,
            tensor => new float[tensor.Count]), null).Export(path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("format"u8)] = (byte)'F';
        File.WriteAllBytes(path, bytes);
        NetworkDefinition read = AlexNetModel.Load(path).Definition;
        Assert.Null(SameFunction.Difference(read, network));
        Assert.NotNull(SameFunction.Difference(read, whole.WithClasses(3)));
    }

    [Fact]
    public void AnAverageOfOverlappingWindowsIsRead()
    {
        var network = new NetworkDefinition("averages", new(3, 10, 10),
        [
            new AveragePoolDefinition { Name = "pool1", CeilMode = true },
            new ConvolutionDefinition { Name = "conv1", Filters = 4, Kernel = 1 },
            new AveragePoolDefinition { Name = "pool2", Kernel = 3, Stride = 1, Padding = new(1, 1) },
            new LinearDefinition { Name = "fc", Outputs = 2 },
        ]);
        var description = new ModelDescription
        {
            Name = "averages",
            Definition = network,
            Classes = ["a", "b"],
            Recipe = SmallModels.Model(["a", "b"]).Recipe,
        };
        string path = Path.Combine(Folder, "averages.onnx");
        new AlexNetModel(description, network.ParameterTensors.ToDictionary(tensor => tensor.Name,
            tensor => new float[tensor.Count]), null).Export(path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("format"u8)] = (byte)'F';
        File.WriteAllBytes(path, bytes);
        Assert.Null(SameFunction.Difference(AlexNetModel.Load(path).Definition, network));
    }

    [Fact]
    public void AGraphThatIsNotTheOneItsMetadataDescribesIsRejected()
    {
        string path = Path.Combine(Folder, "own.onnx");
        SmallModels.Model(["a", "b"]).Export(path);
        byte[] bytes = File.ReadAllBytes(path);
        "Tanh"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().LastIndexOf("Relu"u8)));
        File.WriteAllBytes(path, bytes);
        Assert.Contains("not the one that its metadata describes",
            Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(path)).Message);
    }

    [Fact]
    public void ValuesBesideTheFileAreRead()
    {
        string path = Onnx("external.onnx");
        Assert.Equal(Logits[0], Predict(AlexNetModel.Load(path))[0], 1e-5f);
        string data = path + ".data";
        File.WriteAllBytes(data, File.ReadAllBytes(data)[..^4]);
        Assert.Contains("outside the file 'external.onnx.data'", Rejection(path));
        File.Delete(data);
        Assert.Contains("'external.onnx.data', which is not beside it", Rejection(path));
    }

    [Theory]
    [InlineData("../x/external.data")]
    [InlineData("..\\x\\external.dat")]
    [InlineData("/out/external.data")]
    [InlineData("C:\\tmp\\external.d")]
    [InlineData("a/../../../extern")]
    public void ValuesOutsideTheFolderAreNotRead(string location)
    {
        byte[] bytes = Fixture("Onnx/external.onnx");
        byte[] name = "external.onnx.data"u8.ToArray();
        byte[] other = System.Text.Encoding.ASCII.GetBytes(location.PadRight(name.Length, 'x')[..name.Length]);
        for (int at = bytes.AsSpan().IndexOf(name); at >= 0; at = bytes.AsSpan().IndexOf(name))
            other.CopyTo(bytes, at);
        Assert.Contains("nothing outside the folder is read", Rejection(Write(bytes, "external.onnx")));
    }

    [Fact]
    public void LinksAreNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs symbolic links");
        string path = Onnx("external.onnx"), data = path + ".data", moved = Path.Combine(Folder, "moved");
        File.Move(data, moved);
        File.CreateSymbolicLink(data, moved);
        Assert.Contains("links are not followed", Rejection(path));
    }

    /// <summary>Each byte of the graph changed, and the file cut at each: an error of ours or a model.</summary>
    [Fact]
    public void DamageIsAlwaysAClearError()
    {
        byte[] whole = Fixture("Onnx/typed.onnx");
        var random = new Random(17);
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = [.. whole];
            for (int j = 0; j < 3; j++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (i % 3 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                AlexNetModel.Load(Write(damaged, "damaged.onnx"));
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    [Fact]
    public void AShapeOfMoreThanThereIsTakesNoMemory()
    {
        byte[] bytes = Fixture("Onnx/typed.onnx");
        int at = bytes.AsSpan().LastIndexOf("\u0008\u0008\u0008\u0060"u8);
        Assert.True(at > 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), 0x7F087F08);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Rejection(Write(bytes, "large.onnx"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    private static string Rejection(string path) =>
        Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(path)).Message;

    private string Onnx(string name)
    {
        if (name == "external.onnx")
            Write(Fixture("Onnx/external.onnx.data"), "external.onnx.data");
        return Write(Fixture($"Onnx/{name}"), Path.GetFileName(name));
    }
}
