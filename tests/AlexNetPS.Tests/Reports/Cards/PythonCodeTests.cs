using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Imaging;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Reports.Cards;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Models;
using AlexNetPS.Transforms;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AlexNetPS.Tests.Reports.Cards;

/// <summary>The Python code of a card, run as it is: it computes the logits of this library.</summary>
public sealed class PythonCodeTests : IDisposable
{
    private const string Normalize = """{ "type": "Normalize", "mean": [0.4, 0.5, 0.6], "standardDeviation": [0.2, 0.25, 0.3] }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Where Python has no safetensors or no onnxruntime, these stand for them: a reader after the format's specification,
    // and a session that says what it was asked.
    private const string Safetensors = """
        import json, struct, torch

        def load_file(path):
            data = open(path, "rb").read()
            (length,) = struct.unpack("<Q", data[:8])
            header = json.loads(data[8:8 + length])
            header.pop("__metadata__", None)
            tensors = {}
            for name, one in header.items():
                start, end = (8 + length + offset for offset in one["data_offsets"])
                tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).reshape(one["shape"])
            return tensors
        """;

    private const string OnnxRuntime = """
        import json, numpy as np

        class InferenceSession:
            def __init__(self, path):
                open(path, "rb").close()

            def run(self, outputs, feeds):
                (name, images), = feeds.items()
                print("FED", json.dumps([outputs, name, images.shape, images.ravel().tolist()]))
                return [np.zeros((1, 3), np.float32)]
        """;

    [Theory]
    [InlineData("model.pth", TensorNames.Automatic)]
    [InlineData("model.pth", TensorNames.TorchVision)]
    [InlineData("model.safetensors", TensorNames.Automatic)]
    public void EveryFormatGivesOurLogits(string file, TensorNames names) =>
        Compare(Model(Layers(), [SmallModels.Center, Normalize]), file, names);

    [Fact]
    public void OnnxIsFedWhatItTakes()
    {
        AlexNetModel model = Model(Layers(), [SmallModels.Center, Normalize]);
        string python = PeerPython.Require("numpy", "PIL");
        string code = Export(model, "model.onnx", default), image = Images(_folder.Root, isExact: true)[0];
        string output = Run(python, $"{code}\nprint(json.dumps([float(v) for v in logits({JsonSerializer.Serialize(image)})]))",
            _folder.Root);
        float[] expected = Logits(model, image), found;
        if (output.StartsWith("FED ", StringComparison.Ordinal))
        {
            JsonElement fed = JsonDocument.Parse(output.Split('\n')[0][4..]).RootElement;
            Assert.Equal(("[\"logits\"]", "images"), (fed[0].GetRawText(), fed[1].GetString()));
            var images = new DenseTensor<float>(fed[3].Deserialize<float[]>(), fed[2].Deserialize<int[]>()!);
            using var session = new InferenceSession(Path.Combine(_folder.Root, "model.onnx"));
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("images", images)], ["logits"]);
            found = [.. results[0].AsEnumerable<float>()];
        }
        else
        {
            found = JsonSerializer.Deserialize<float[]>(output)!;
        }

        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * expected.Max(MathF.Abs)));
    }

    // Colors and sizes: what enters the network, without PyTorch. Pixels are resampled within 1 of 255.
    [Theory]
    [InlineData(SmallModels.Center, 1e-3)]
    [InlineData(SmallModels.Center + """, { "type": "Scale" }""", 1e-5)]
    [InlineData(SmallModels.Center + """, { "type": "MeanSubtract", "mean": [9, 110, 220] }, { "type": "Scale", "factor": 0.01 }""", 1e-4)]
    [InlineData(SmallModels.Center + """, { "type": "Scale" }, { "type": "ImageMeanSubtract", "perChannel": true }""", 1e-5)]
    [InlineData(SmallModels.Center + """, { "type": "Scale" }, { "type": "ImageMeanSubtract" }""", 1e-5)]
    [InlineData(SmallModels.Center + ", " + Normalize + """, { "type": "ChannelOrder", "order": "Bgr" }""", 1e-4)]
    [InlineData("""{ "type": "Squash", "size": 8 }""", 2)]
    [InlineData("""{ "type": "Resize", "size": 9 }, { "type": "CenterCrop", "size": 8 }""", 2)]
    [InlineData(SmallModels.Center, 1.01, "\"crop\": \"Center\",")]
    [InlineData(SmallModels.Center, 1e-3, "\"crop\": \"CenterUnscaled\",")]
    [InlineData(SmallModels.Center, 1.01, "\"maximumSide\": 12,")]
    [InlineData(SmallModels.Center, 1.01, "", 1)]
    public void InputsAreThoseOfTheRecipe(string evaluation, double tolerance, string fields = "", int channels = 3)
    {
        AlexNetModel model = Model(Layers(), [evaluation], fields, channels);
        string python = PeerPython.Require("numpy", "PIL");
        string[] images = Images(_folder.Root, isExact: tolerance < 1 && fields.Length == 0);
        float[][] found = RunInputs(python, model, images);
        Assert.All(images.Zip(found), pair => Assert.All(Input(model, pair.First).Zip(pair.Second),
            values => Assert.Equal(values.First, values.Second, tolerance)));
    }

    [Theory]
    [InlineData("Image")]
    [InlineData("Center")]
    public void TheMeanImageIsSubtracted(string alignment)
    {
        float[] mean = [.. Enumerable.Range(0, 3 * 12 * 12).Select(i => i * 0.5f)];
        byte[] bytes = new byte[4 * mean.Length];
        Buffer.BlockCopy(mean, 0, bytes, 0, bytes.Length);
        AlexNetModel model = Model(Layers(), ["""{ "type": "CenterCrop", "size": 10 }""",
            $$"""
                {
                  "type": "MeanImageSubtract", "alignment": "{{alignment}}",
                  "mean": { "width": 12, "height": 12, "channels": 3, "values": "{{Convert.ToBase64String(bytes)}}" }
                }
                """,
            SmallModels.Center]);
        string python = PeerPython.Require("numpy", "PIL");
        new CardFolder(Path.Combine(_folder.Root, "model.onnx")).Export(model, null, null, default, new());
        string[] images = Images(_folder.Root, isExact: true);
        float[][] found = RunInputs(python, model, images);
        Assert.All(images.Zip(found), pair => Assert.All(Input(model, pair.First).Zip(pair.Second),
            values => Assert.Equal(values.First, values.Second, 0.01)));
    }

    [Fact]
    public void LayersThatPyTorchHasNoModuleForAreClasses() => Compare(Model(
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 6, Kernel = 3, Padding = new(1, 1) },
        new LocalResponseNormalizationDefinition { Name = "norm1", Region = NormalizationRegion.WithinMap, Size = 3, Alpha = 0.5 },
        new AveragePoolDefinition { Name = "pool1", CeilMode = true },
        new LocallyConnectedDefinition { Name = "local2", Filters = 5, Kernel = 2, Padding = new(1, 0) },
        new ActivationDefinition { Name = "relu2" },
        new LinearDefinition { Name = "logits", Outputs = 3 },
    ], [SmallModels.Center, Normalize]), "model.pth", default);

    [Fact]
    public void OddPaddingAndNamesAreKept() => Compare(Model(
    [
        new ConvolutionDefinition { Name = "a.b \"c\"", Filters = 4, Kernel = 3, Stride = 2, Padding = WindowPadding.SameSize },
        new ActivationDefinition { Name = "tanh", Function = ActivationFunction.Tanh },
        new LocalResponseNormalizationDefinition { Name = "norm", DivideAlphaBySize = false, Size = 3, Alpha = 0.1 },
        new ConvolutionDefinition
        {
            Name = "two towers", Filters = 4, Kernel = 2, Groups = 2, CeilMode = true, Stride = 3, Padding = new(1, 0),
        },
        new MaxPoolDefinition { Name = "pool", Kernel = 2, Stride = 2, CeilMode = true },
        new AdaptiveAveragePoolDefinition { Name = "mean", Size = 2 },
        new DropoutDefinition { Name = "drop" },
        new LinearDefinition { Name = "logits", Outputs = 3 },
    ], [SmallModels.Center, Normalize]), "model.pth", default);

    private static LayerDefinition[] Layers() => [.. SmallModels.Network(3).Layers];

    private static AlexNetModel Model(LayerDefinition[] layers, string[] evaluation, string fields = "", int channels = 3)
    {
        var network = new NetworkDefinition("Tiny", new(channels, SmallModels.Edge, SmallModels.Edge), layers);
        using INetwork made = new CpuEngine().Create(network, new() { MaximumBatchSize = 1, Threads = 1 });
        NetworkInitializer.Initialize(made, [], 7);
        return AlexNetModel.FromNetwork(made, new()
        {
            Name = "Tiny",
            Definition = network,
            Classes = ["a", "b", "c"],
            Recipe = Recipe.Parse($$"""
                {
                  "name": "Tiny", "architecture": {{JsonSerializer.Serialize(network, NetworkArchitecture.Json)}},
                  "optimizer": { "type": "Sgd", "learningRate": 0.1 }, "epochs": 1, "batchSize": 4, "imageSize": 10, {{fields}}
                  "trainTransforms": [ {{string.Join(", ", evaluation)}} ],
                  "evaluationTransforms": [ {{string.Join(", ", evaluation)}} ]
                }
                """),
        });
    }

    private void Compare(AlexNetModel model, string file, TensorNames names)
    {
        string python = PeerPython.Require("numpy", "PIL", "torch");
        string code = Export(model, file, names);
        string[] images = Images(_folder.Root, isExact: true);
        string[] lines = Run(python, $"{code}\nfor path in {JsonSerializer.Serialize(images)}:\n"
            + "    print(json.dumps([float(v) for v in logits(path)]))\n    print(predict(path))", _folder.Root).Trim().Split('\n');
        for (int i = 0; i < images.Length; i++)
        {
            float[] expected = Logits(model, images[i]);
            float[] found = JsonSerializer.Deserialize<float[]>(lines[2 * i])!;
            float largest = expected.Max(MathF.Abs);
            Assert.True(largest > 1e-3, $"the largest logit is {largest}");
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * largest));
            Assert.Equal(model.Classes[Array.IndexOf(found, found.Max())], lines[2 * i + 1].Trim());
        }
    }

    private string Export(AlexNetModel model, string file, TensorNames names)
    {
        new CardFolder(Path.Combine(_folder.Root, file)).Export(model, null, null, names, new());
        string card = File.ReadAllText(Path.Combine(_folder.Root, "README.md"));
        string code = Regex.Match(card, "(?s)```python\n(.*?)\n```\n").Groups[1].Value;
        Assert.Contains("def logits(path)", code, StringComparison.Ordinal);
        string others = Directory.CreateDirectory(Path.Combine(_folder.Root, "others", "safetensors")).Parent!.FullName;
        File.WriteAllText(Path.Combine(others, "safetensors", "__init__.py"), "");
        File.WriteAllText(Path.Combine(others, "safetensors", "torch.py"), Safetensors);
        File.WriteAllText(Path.Combine(others, "onnxruntime.py"), OnnxRuntime);
        // Last: real ones come first.
        return $"import sys\nsys.path.append({JsonSerializer.Serialize(others)})\n{code}";
    }

    // Wide and high images; exact ones have the size to which the recipe would scale them.
    private static string[] Images(string folder, bool isExact)
    {
        (int Width, int Height)[] sizes = isExact ? [(16, 10), (10, 13)] : [(23, 14), (11, 41)];
        return [.. sizes.Select((size, i) =>
        {
            string path = Path.Combine(folder, $"{i}.png");
            File.WriteAllBytes(path, ImageEncoder.EncodePng(DrawnImage.Draw(size.Width, size.Height, (uint)i).View));
            return path;
        })];
    }

    private float[][] RunInputs(string python, AlexNetModel model, string[] images)
    {
        string code = string.Join('\n', PythonInput.Of(model.Recipe, model.Definition.Input));
        string[] lines = Run(python, "import base64, json, os\nimport numpy as np\nfrom PIL import Image, ImageOps\n"
            + $"FOLDER = \".\"\n{code}\n\nfor path in {JsonSerializer.Serialize(images)}:\n"
            + "    print(json.dumps([float(v) for v in prepare(path).ravel()]))", _folder.Root).Trim().Split('\n');
        return [.. lines.Select(line => JsonSerializer.Deserialize<float[]>(line)!)];
    }

    private static float[] Input(AlexNetModel model, string path)
    {
        using ImagePreparer preparer = model.Recipe.Preparation.NewPreparer();
        TransformPipeline transforms = model.Recipe.CreateEvaluationTransforms(model.Definition);
        float[] input = new float[transforms.ViewLength];
        transforms.Apply(preparer.Prepare(path), input);
        return input;
    }

    private static float[] Logits(AlexNetModel model, string path)
    {
        float[] logits = new float[model.Classes.Count];
        using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
        network.Forward(Input(model, path), logits);
        return logits;
    }

    private static string Run(string python, string code, string folder)
    {
        string script = Path.Combine(folder, "card.py");
        File.WriteAllText(script, code);
        using Process process = Process.Start(new ProcessStartInfo(python, [script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
