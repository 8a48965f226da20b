using System.Diagnostics;
using System.Text.Json;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Models.Onnx;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Models;

/// <summary>
/// What is written for other programs. tests/peers/weights_exchange.py has them read it at full size.
/// </summary>
public sealed class WeightExportTests : WeightFixtures
{
    private readonly AlexNetModel _model;

    public WeightExportTests() => _model = Load(Write(Bytes("zip.pth"), "source.pth"));

    [Theory]
    [InlineData("out.pth", TensorNames.Automatic)]
    [InlineData("out.pt", TensorNames.TorchVision)]
    [InlineData("out.safetensors", TensorNames.TorchVision)]
    [InlineData("out.safetensors", TensorNames.Layers)]
    public void WhatIsWrittenIsReadBack(string name, TensorNames names)
    {
        string path = Path.Combine(Folder, name);
        _model.Export(path, names: names);
        Assert.Equal(Predict(_model), Predict(Load(path)));
    }

    [Fact]
    public void TheSameModelGivesTheSameFile()
    {
        string first = Path.Combine(Folder, "first.pth"), second = Path.Combine(Folder, "second.pth");
        _model.Export(first);
        _model.Export(second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void TorchVisionsNamesAreThoseOfItsAlexNet()
    {
        string[] expected =
        [
            .. new[] { "features.0", "features.3", "features.6", "features.8", "features.10", "classifier.1",
                "classifier.4", "classifier.6" }.SelectMany(name => new[] { $"{name}.weight", $"{name}.bias" }),
        ];
        NetworkDefinition network = NetworkArchitecture.Get("OneTower");
        Assert.True(TensorNaming.IsTorchVision(network.WithClasses(7)));
        Assert.False(TensorNaming.IsTorchVision(NetworkArchitecture.Get("HalfWidth")));
        Assert.Equal(expected, TensorNaming.For(network, TensorNames.TorchVision).Select(entry => entry.Name));
        Assert.Equal("conv1.weight", TensorNaming.For(network, TensorNames.Layers)[0].Name);
    }

    [Fact]
    public void AnUnknownExtensionIsRefused()
    {
        string message =
            Assert.Throws<ArgumentException>(() => _model.Export(Path.Combine(Folder, "model.h5"))).Message;
        Assert.Contains(".h5", message);
        Assert.Contains(".onnx", message);
    }

    [Fact]
    public void EveryPresetOfLayersThatOnnxHasHasAGraph()
    {
        foreach (NetworkDefinition network in NetworkArchitecture.Names.Select(NetworkArchitecture.Get)
            .Where(SmallModels.HasGraph))
        {
            var graph = new OnnxGraph(network, TensorNaming.For(network, TensorNames.Layers), _ => default);
            Assert.Equal(network.ParameterTensors.Count, graph.Constants.Count);
            Assert.Equal(network.Layers.Count(layer => layer is not DropoutDefinition) + 2, graph.Nodes.Count);
            Assert.Equal(["Flatten", "Softmax"],
                graph.Nodes.Select(node => node.Type).Where(type => type is "Flatten" or "Softmax"));
            Assert.Equal(graph.Nodes.Count, graph.Nodes.Select(node => node.Name).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(true, "Layer 'odd' cannot be written as ONNX, which normalizes across channels only")]
    [InlineData(false, "Layer 'odd' cannot be written as ONNX, which has no operator for LocallyConnected")]
    public void ALayerThatOnnxDoesNotHaveIsNamed(bool normalizes, string message)
    {
        LayerDefinition odd = normalizes
            ? new LocalResponseNormalizationDefinition { Name = "odd", Region = NormalizationRegion.WithinMap }
            : new LocallyConnectedDefinition { Name = "odd", Filters = 2, Kernel = 3 };
        var network = new NetworkDefinition("named", new(3, 9, 9), [odd, new LinearDefinition { Name = "fc", Outputs = 2 }]);
        Assert.StartsWith(message, Assert.Throws<ModelFormatException>(
            () => new OnnxGraph(network, TensorNaming.For(network, TensorNames.Layers), _ => default)).Message);
    }

    /// <summary>ONNX knows values by name only; a layer may have any name that the graph gives too.</summary>
    [Fact]
    public void EveryNameInAGraphIsOfOneThing()
    {
        string[] hostile =
        [
            OnnxGraph.Input, OnnxGraph.Logits, OnnxGraph.Probabilities, "fc.input", "fc.input.shape", "back.input",
            "back.input.shape", "average.flat", "average.flat.shape",
            "average.windows", "average.averages", "average.shape", "conv.weight", "conv.bias", "images_2", "logits_2",
            "probabilities_2",
        ];
        LayerDefinition[] layers =
        [
            new ConvolutionDefinition { Name = "conv", Filters = 4, Kernel = 3 },
            new AdaptiveAveragePoolDefinition { Name = "average", Size = 4 },
            new LinearDefinition { Name = "fc", Outputs = 6 },
            new LocalResponseNormalizationDefinition { Name = "back" },
            .. hostile.Select(name => new ActivationDefinition { Name = name }),
            new LinearDefinition { Name = "last", Outputs = 2 },
        ];
        foreach (LayerDefinition[] order in new[] { layers,
            [.. hostile.Select(name => new ActivationDefinition { Name = name }),
                .. layers.Where(layer => layer is not ActivationDefinition)] })
        {
            var network = new NetworkDefinition("named", new(3, 9, 9), order);
            var graph = new OnnxGraph(network, TensorNaming.For(network, TensorNames.Layers), _ => default);
            string[] names = [OnnxGraph.Input, .. graph.Constants.Select(constant => constant.Name),
                .. graph.Nodes.Select(node => node.Name)];
            Assert.Equal(names.Distinct(), names);
            Assert.Equal([OnnxGraph.Logits, OnnxGraph.Probabilities],
                graph.Nodes.TakeLast(2).Select(node => node.Name));
            Assert.Contains("conv.weight", graph.Constants.Select(constant => constant.Name));

            // Each node takes what the one before it gives, and constants.
            string last = OnnxGraph.Input;
            foreach (OnnxNode node in graph.Nodes)
            {
                Assert.Equal(last, node.Inputs[0]);
                Assert.All(node.Inputs.Skip(1),
                    input => Assert.Contains(input, graph.Constants.Select(constant => constant.Name)));
                last = node.Name;
            }
        }
    }

    [Fact]
    public void AveragesThatAreTooManyForOnnxAreRefused()
    {
        var network = new NetworkDefinition("wide", new(1, 1001, 1001),
            [new AdaptiveAveragePoolDefinition { Name = "average", Size = 1000 },
                new LinearDefinition { Name = "last", Outputs = 2 }]);
        Assert.Contains("'average'",
            Assert.Throws<ModelFormatException>(
                () => new OnnxGraph(network, TensorNaming.For(network, TensorNames.Layers), _ => default)).Message);
    }

    [Fact]
    public void WindowsKeepTheirResolvedBorders()
    {
        NetworkDefinition network = NetworkArchitecture.Get("Oxford17");
        OnnxNode pool = new OnnxGraph(network, TensorNaming.For(network, TensorNames.Layers),
            _ => default).Nodes.Single(node => node.Name == "pool2");
        Assert.Equal(["images", "conv1"],
            new OnnxGraph(network, TensorNaming.For(network, TensorNames.Layers), _ => default).Nodes.Take(2)
                .Select(node => node.Inputs[0]));
        Window rows = ((MaxPoolDefinition)network.Layer("pool2").Definition).Rows(network.Layer("pool2").InputShape);
        Assert.Equal([rows.Before, rows.Before, rows.After, rows.After],
            pool.Attributes.Single(attribute => attribute.Name == "pads").Integers!);
    }

    [Fact]
    public void OnnxFilesSayWhatTheyNeed()
    {
        string path = Path.Combine(Folder, "model.onnx");
        _model.Export(path);
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.All(["batch", "logits", "probabilities", "class_names", "transforms", "\"Squash\"", "Gemm", "AlexNetPS"],
            word => Assert.Contains(word, text));
    }

    [Fact]
    public void ChecksumsAreThoseOfZip() =>
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, "12345"u8), "6789"u8));

    [Fact]
    public void PyTorchLoadsWeightsOnly()
    {
        string python = PeerPython.Require("torch");
        string path = Path.Combine(Folder, "out.pth");
        _model.Export(path, names: TensorNames.TorchVision);
        const string Script = "import sys, json, torch; d = torch.load(sys.argv[1], weights_only=True); "
            + "print(json.dumps({k: [list(v.shape), float(v.double().sum())] for k, v in d.items()}))";
        using Process process = Process.Start(new ProcessStartInfo(python,
            ["-c", Script, path])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        Dictionary<string, JsonElement> loaded = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(output)!;
        Assert.Equal(TensorNaming.For(_model.Definition, TensorNames.TorchVision).Select(entry => entry.Name),
            loaded.Keys);
        Assert.All(TensorNaming.For(_model.Definition, TensorNames.TorchVision), entry =>
        {
            Assert.Equal(entry.Tensor.Shape, loaded[entry.Name][0].Deserialize<int[]>()!);
            Assert.Equal(_model.Parameter(entry.Tensor.Name).ToArray().Sum(value => (double)value),
                loaded[entry.Name][1].GetDouble(), 1e-9);
        });
    }
}
