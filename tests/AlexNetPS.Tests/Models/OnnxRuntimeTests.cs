using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AlexNetPS.Tests.Models;

/// <summary>Exported ONNX files, read by ONNX Runtime.</summary>
public sealed class OnnxRuntimeTests : IDisposable
{
    private const int Images = 20, Classes = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("onnx").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("two towers", "norm1, pool1", 2, true)]
    [InlineData("one tower", "pool1, norm1", 1, false)]
    public void LogitsAndTopFiveAreThoseOfThisEngine(string name, string order, int groups, bool relu)
    {
        NetworkDefinition definition = Network(name, order, groups, relu);
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = Images, Threads = 1 });
        NetworkInitializer.Initialize(network, [], seed: 3);
        var model = AlexNetModel.FromNetwork(network,
            new()
            {
                Name = name,
                Definition = definition,
                Classes = [.. Enumerable.Range(0, Classes).Select(i => $"class {i}")],
                Recipe = SmallModels.Recipe(Classes)
            });
        string file = Path.Combine(_folder, "model.onnx");
        model.Export(file);

        var random = new RandomStream(5, RandomPurpose.Drawing, 0);
        float[] inputs = [.. Enumerable.Range(0, Images * (int)definition.Input.Count)
            .Select(i => (float)random.Gaussian((uint)i))], expected = new float[Images * Classes];
        network.Forward(inputs, expected);

        // Batches of two sizes, because the number of images is left open.
        using var session = new InferenceSession(file);
        float[] found = [.. Logits(session, definition.Input, inputs, 0, 1),
            .. Logits(session, definition.Input, inputs, 1, Images - 1)];
        Assert.Equal(expected.Length, found.Length);
        float largest = expected.Max(MathF.Abs);
        Assert.True(largest > 0.1f, $"the largest logit is {largest}");
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
        for (int i = 0; i < Images; i++)
            Assert.Equal(TopFive(expected, i), TopFive(found, i));
    }

    private static float[] Logits(InferenceSession session, TensorShape shape, float[] inputs, int first, int count)
    {
        int size = (int)shape.Count;
        var images = new DenseTensor<float>(inputs.AsMemory(first * size, count * size),
            [count, shape.Channels, shape.Height, shape.Width]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor("images", images)]);
        Assert.Equal(count, results.Single(result => result.Name == "probabilities").AsEnumerable<float>().Sum(),
            1e-4f * count);
        return [.. results.Single(result => result.Name == "logits").AsEnumerable<float>()];
    }

    private static int[] TopFive(float[] logits, int image) =>
        [.. Enumerable.Range(0, Classes).OrderByDescending(c => logits[image * Classes + c]).Take(5)];

    private static NetworkDefinition Network(string name, string order, int groups, bool relu)
    {
        LayerDefinition norm = new LocalResponseNormalizationDefinition
        {
            Name = "norm1",
            Size = 5,
            Alpha = 0.5,
            Beta = 0.75,
            K = 2
        }, pool =
                new MaxPoolDefinition { Name = "pool1", Kernel = relu ? 3 : 2, Stride = 2, CeilMode = relu };
        ActivationDefinition Activation(string layer) =>
            new() { Name = layer, Function = relu ? ActivationFunction.Relu : ActivationFunction.Tanh };
        return new(name, new(3, 24, 24),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 16, Kernel = 5, Padding = new(2, 2) },
            Activation("act1"),
            .. order.StartsWith("norm", StringComparison.Ordinal) ? [norm, pool] : (LayerDefinition[])[pool, norm],
            new ConvolutionDefinition { Name = "conv2", Filters = 24, Kernel = 3, Padding = new(1, 1),
                Groups = groups }, Activation("act2"),
            new AveragePoolDefinition { Name = "mean2", Kernel = 3, Stride = relu ? 2 : 1, CeilMode = relu },
            new AdaptiveAveragePoolDefinition { Name = "pool2", Size = 6 },
            new DropoutDefinition { Name = "drop", Probability = 0.5 },
            new LinearDefinition { Name = "fc3", Outputs = 32 }, Activation("act3"),
            new LinearDefinition { Name = "fc4", Outputs = Classes },
        ]);
    }
}
