using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// Convolutions that Auto computes by Winograd's minimal filtering: against sums in double, against the direct path,
/// and the same bits whatever the threads and the batch.
/// </summary>
public class WinogradTests
{
    private const double Tolerance = 1e-4;

    private static readonly OptimizerDefinition _plain = new() { Type = OptimizerType.Sgd, LearningRate = 1 };

    public static TheoryData<string> Levels() =>
        [.. Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest).Select(level => level.ToString())];

    [Theory]
    [MemberData(nameof(Levels))]
    public void OutputsAreTheSumsOverTaps(string level)
    {
        foreach (NetworkDefinition definition in Shapes())
        {
            using INetwork network = Create(definition, level, new() { MaximumBatchSize = 2 });
            float[] images = Images(definition, 2), inputs = Activations("conv1"), outputs = Activations("conv2");
            double[] expected = Convolve(network, inputs, definition.Layer("conv2"));
            AssertClose(expected, outputs, $"{definition.Name}, {level}");

            float[] Activations(string layer)
            {
                float[] values = new float[2 * definition.Layer(layer).OutputShape.Count];
                network.Activations(images, layer, values);
                return values;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void GradientsAreThoseOfTheDirectPath(string level)
    {
        foreach (NetworkDefinition definition in Shapes())
        {
            float[][] direct = Gradients(definition, level, ConvolutionAlgorithm.Direct), found =
                Gradients(definition, level, ConvolutionAlgorithm.Auto);
            for (int i = 0; i < direct.Length; i++)
            {
                AssertClose([.. direct[i].Select(value => (double)value)], found[i],
                    $"{definition.Name}, {level}, {i}");
            }

            Assert.Contains(direct.Zip(found), pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
        }
    }

    [Fact]
    public void ThreadsAndBatchChangeNoBit()
    {
        foreach (NetworkDefinition definition in Shapes())
        {
            float[][] one = Gradients(definition, SimdLevels.Widest.ToString(), ConvolutionAlgorithm.Auto, 1), three =
                Gradients(definition, SimdLevels.Widest.ToString(), ConvolutionAlgorithm.Auto, 3);
            Assert.Equal(one, three);
            float[] images = Images(definition, 5);
            using INetwork five = Create(definition, SimdLevels.Widest.ToString(), new() { MaximumBatchSize = 5 });
            using INetwork single = Create(definition, SimdLevels.Widest.ToString(), new() { MaximumBatchSize = 1 });
            float[] all = new float[5 * definition.Classes], last = new float[definition.Classes];
            five.Forward(images, all);
            single.Forward(images[^(int)definition.Input.Count..], last);
            Assert.Equal(all[^definition.Classes..], last);
        }
    }

    [Fact]
    public void WrittenWeightsAreUsed()
    {
        NetworkDefinition definition = Shapes().First();
        using INetwork network = Create(definition, SimdLevels.Widest.ToString(), new() { MaximumBatchSize = 1 });
        float[] images = Images(definition, 1), logits = new float[definition.Classes];
        network.Forward(images, logits);
        TensorDescription weights = network.Parameters.First(parameter => parameter.Name == "conv2.weight");
        network.Write(weights.Name, new float[weights.Count]);
        float[] outputs = new float[definition.Layer("conv2").OutputShape.Count];
        network.Activations(images, "conv2", outputs);
        Assert.All(outputs, value => Assert.InRange(value, 0, 0.1f));
    }

    // Maps that are no multiple of a tile, channels that fill no block, groups that fill blocks and groups that do not.
    private static IEnumerable<NetworkDefinition> Shapes()
    {
        yield return Shape("13 x 13", 48, 64, 13, 13, 3, 1, relu: true);
        yield return Shape("10 x 15", 50, 70, 10, 15, 3, 1, relu: false);
        yield return Shape("9 x 14, no padding", 52, 48, 11, 16, 3, 0, relu: true);
        yield return Shape("groups", 96, 128, 13, 11, 3, 1, relu: true, groups: 2);
        yield return Shape("groups of 50", 100, 104, 8, 8, 3, 1, relu: false, groups: 2);
        yield return Shape("5 x 5 taps", 49, 65, 14, 13, 5, 2, relu: true);
        yield return Shape("5 x 5 taps, groups", 96, 128, 9, 10, 5, 2, relu: true, groups: 2);
        yield return Shape("5 x 5 taps, little padding", 48, 48, 12, 12, 5, 1, relu: false);
    }

    private static NetworkDefinition Shape(string name, int inputs, int filters, int height, int width, int kernel,
        int padding, bool relu, int groups = 1)
    {
        List<LayerDefinition> layers =
        [
            new ConvolutionDefinition { Name = "conv1", Filters = inputs, Kernel = 1 },
            new ActivationDefinition { Name = "relu1" },
            new ConvolutionDefinition
            {
                Name = "conv2", Filters = filters, Kernel = kernel, Padding = new(padding, padding), Groups = groups,
            },
        ];
        if (relu)
            layers.Add(new ActivationDefinition { Name = "relu2" });
        layers.Add(new LinearDefinition { Name = "head", Outputs = 3 });
        return new(name, new(2, height, width), layers);
    }

    private static INetwork Create(NetworkDefinition definition, string level, NetworkOptions options)
    {
        INetwork network = new CpuEngine(Enum.Parse<SimdLevel>(level)).Create(definition, options);
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }

    private static float[] Images(NetworkDefinition definition, int count) =>
        Golden.Values(count * definition.Input.Count, 1);

    private static float[][] Gradients(NetworkDefinition definition, string level, ConvolutionAlgorithm convolution,
        int threads = 2)
    {
        const int Count = 5;
        using INetwork network = Create(definition, level,
            new() { MaximumBatchSize = Count, Optimizer = _plain, Convolution = convolution, Threads = threads });
        float[] targets = new float[Count * 3], logits = new float[targets.Length];
        for (int n = 0; n < Count; n++)
            targets[n * 3 + n % 3] = 1;
        network.TrainStep(Images(definition, Count), targets, new(1, 3, 0) { KeepsGradient = true }, logits);
        return
        [
            .. network.Parameters.Select(parameter =>
            {
                float[] gradient = new float[parameter.Count];
                Assert.True(network.ReadGradient(parameter.Name, gradient));
                return gradient;
            }),
            logits,
        ];
    }

    /// <summary>The outputs of a convolution, after its ReLU if it has one, in double.</summary>
    private static double[] Convolve(INetwork network, float[] inputs, NetworkLayer layer)
    {
        var convolution = (ConvolutionDefinition)layer.Definition;
        bool relu = network.Definition.ResolvedLayers[layer.Index + 1].Definition is ActivationDefinition;
        TensorShape from = layer.InputShape, to = layer.OutputShape;
        int kernel = convolution.Kernel, perGroup = from.Channels / convolution.Groups;
        int top = convolution.Rows(from).Before, left = convolution.Columns(from).Before;
        float[] weights = Read("conv2.weight"), biases = Read("conv2.bias");
        double[] outputs = new double[inputs.Length / from.Count * to.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            int x = i % to.Width, y = i / to.Width % to.Height, o = i / to.Width / to.Height % to.Channels, image =
                i / (int)to.Count;
            int first = o / (to.Channels / convolution.Groups) * perGroup;
            double sum = biases[o];
            for (int tap = 0; tap < kernel * kernel; tap++)
            {
                int row = y + tap / kernel - top, column = x + tap % kernel - left;
                if (row < 0 || row >= from.Height || column < 0 || column >= from.Width)
                    continue;
                for (int c = 0; c < perGroup; c++)
                {
                    sum += (double)weights[(o * perGroup + c) * kernel * kernel + tap]
                        * inputs[image * from.Count + ((first + c) * from.Height + row) * from.Width + column];
                }
            }

            outputs[i] = relu ? Math.Max(sum, 0) : sum;
        }

        return outputs;

        float[] Read(string name)
        {
            float[] values = new float[network.Parameters.First(parameter => parameter.Name == name).Count];
            network.Read(name, values);
            return values;
        }
    }

    private static void AssertClose(double[] expected, float[] found, string what)
    {
        double largest = expected.Max(Math.Abs);
        double error = expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(error <= Tolerance * largest, $"{what}: error {error:g3} of {largest:g3}");
    }
}
