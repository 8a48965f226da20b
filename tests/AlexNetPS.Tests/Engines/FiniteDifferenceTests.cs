using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// Gradients of each kind of layer against (loss(w + h) - loss(w - h)) / 2h, without any other framework.
/// </summary>
public class FiniteDifferenceTests
{
    private static readonly LinearDefinition _head = new() { Name = "head", Outputs = 3 };

    private static readonly ConvolutionDefinition _first =
        new() { Name = "conv1", Filters = 20, Kernel = 3, Padding = new(1, 1) };

    public static TheoryData<string> Kinds() => [.. Layers.Keys];

    // Smooth kinds, and kinds whose corners the small step rarely meets.
    private static Dictionary<string, LayerDefinition[]> Layers { get; } = new()
    {
        ["convolution"] = [_first, new ActivationDefinition { Name = "t", Function = ActivationFunction.Tanh },
            new ConvolutionDefinition { Name = "conv2", Filters = 18, Kernel = 3, Padding = new(1, 1), Groups = 2 }],
        ["strided convolution"] = [_first, new ActivationDefinition { Name = "t", Function = ActivationFunction.Tanh },
            new ConvolutionDefinition { Name = "conv2", Filters = 18, Kernel = 3, Stride = 2 }],
        ["convolution with wide padding"] =
        [
            _first, new ActivationDefinition { Name = "t", Function = ActivationFunction.Tanh },
            new ConvolutionDefinition { Name = "conv2", Filters = 18, Kernel = 2, Padding = new(3, 2), Groups = 2 },
            new ActivationDefinition { Name = "t2", Function = ActivationFunction.Tanh },
            new ConvolutionDefinition { Name = "conv3", Filters = 16, Kernel = 1, Stride = 2, Padding = new(1, 2) },
        ],
        ["relu"] = [_first, new ActivationDefinition { Name = "r" }],
        ["relu, convolutions of other padding"] =
        [
            _first, new ActivationDefinition { Name = "r" },
            new ConvolutionDefinition { Name = "conv2", Filters = 18, Kernel = 1 },
            new ActivationDefinition { Name = "r2" },
            new ConvolutionDefinition { Name = "conv3", Filters = 16, Kernel = 3, Padding = new(1, 1) },
        ],
        ["relu, strided convolution"] = [_first, new ActivationDefinition { Name = "r" },
            new ConvolutionDefinition { Name = "conv2", Filters = 18, Kernel = 3, Stride = 2 }],
        ["relu, average pooling"] = [_first, new ActivationDefinition { Name = "r" },
            new AdaptiveAveragePoolDefinition { Name = "a", Size = 3 }],
        ["relu, max pooling"] = [_first, new ActivationDefinition { Name = "r" }, new MaxPoolDefinition { Name = "p" }],
        ["relu, normalization, max pooling"] = [_first, new ActivationDefinition { Name = "r" },
            new LocalResponseNormalizationDefinition { Name = "n", Alpha = 1, K = 1 },
            new MaxPoolDefinition { Name = "p" }],
        ["normalization"] = [_first, new LocalResponseNormalizationDefinition { Name = "n", Alpha = 1, K = 1 }],
        ["max pooling"] = [_first, new MaxPoolDefinition { Name = "p" }],
        ["average pooling"] = [_first, new AdaptiveAveragePoolDefinition { Name = "a", Size = 3 }],
        ["relu, overlapping average pooling"] = [_first, new ActivationDefinition { Name = "r" },
            new AveragePoolDefinition { Name = "a", CeilMode = true }],
        ["padded average pooling"] = [_first, new AveragePoolDefinition { Name = "a", Padding = new(1, 1) }],
        ["normalization within maps"] = [_first, new LocalResponseNormalizationDefinition
        {
            Name = "n", Region = NormalizationRegion.WithinMap, Size = 3, Alpha = 1, K = 1,
        }],
        ["relu, normalization within maps"] = [_first, new ActivationDefinition { Name = "r" },
            new LocalResponseNormalizationDefinition
            {
                Name = "n", Region = NormalizationRegion.WithinMap, Size = 3, Alpha = 1, K = 1,
            }],
        ["locally connected"] = [_first, new ActivationDefinition { Name = "t", Function = ActivationFunction.Tanh },
            new LocallyConnectedDefinition { Name = "local2", Filters = 18, Kernel = 3, Padding = new(1, 1) }],
        ["relu, strided locally connected"] = [_first, new ActivationDefinition { Name = "r" },
            new LocallyConnectedDefinition { Name = "local2", Filters = 34, Kernel = 3, Stride = 2 }],
        ["dropout"] = [_first, new DropoutDefinition { Name = "d" }],
        ["tanh, dropout"] = [_first, new ActivationDefinition { Name = "t", Function = ActivationFunction.Tanh },
            new DropoutDefinition { Name = "d", Probability = 0.25 }],
        ["relu, dropout, dropout"] = [_first, new ActivationDefinition { Name = "r" },
            new DropoutDefinition { Name = "d" }, new DropoutDefinition { Name = "d2", Probability = 0.25 }],
        ["linear"] = [new LinearDefinition { Name = "fc1", Outputs = 11 },
            new ActivationDefinition { Name = "t", Function = ActivationFunction.Tanh }],
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientsAreSlopesOfTheLoss(string kind)
    {
        var definition = new NetworkDefinition(kind, new(2, 7, 7), [.. Layers[kind], _head]);
        var plain = new OptimizerDefinition() { Type = OptimizerType.Sgd, LearningRate = 1 };
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 2, Optimizer = plain });
        float[] images = Golden.Values(2 * definition.Input.Count, 1), targets = [1, 0, 0, 0, 0.5f, 0.5f], logits =
            new float[6];
        float[][] start = [.. network.Parameters.Select(Golden.Start)];

        // One step of plain descent with rate 1 subtracts the gradient.
        Restore();
        network.TrainStep(images, targets, new(1, 3, 0), logits);
        float[][] gradients = [.. network.Parameters.Select((parameter, i) =>
        {
            float[] values = new float[parameter.Count];
            network.Read(parameter.Name, values);
            return values.Select((value, k) => start[i][k] - value).ToArray();
        })];

        for (int i = 0; i < start.Length; i++)
        {
            // Along a whole direction the slope is large against the rounding of the loss.
            float[] direction = Golden.Values(start[i].Length, 31);
            double length = Math.Sqrt(direction.Sum(d => d * d)), step =
                (kind.StartsWith("relu", StringComparison.Ordinal) ? 1e-3 : 4e-3) / length;
            double expected = gradients[i].Zip(direction).Sum(pair => (double)pair.First * pair.Second);
            double slope = (Loss(i, direction, step) - Loss(i, direction, -step)) / (2 * step);
            double scale = Math.Sqrt(gradients[i].Sum(g => (double)g * g)) * length / Math.Sqrt(start[i].Length);
            Assert.True(Math.Abs(slope - expected) < 0.02 * scale + 1e-4 * length,
                $"{kind}, {network.Parameters[i].Name}: slope {slope:g6}, gradient {expected:g6}");
        }

        double Loss(int moved, float[] direction, double distance)
        {
            Restore();
            network.Write(network.Parameters[moved].Name,
                start[moved].Zip(direction, (w, d) => (float)(w + distance * d)).ToArray());
            network.TrainStep(images, targets, new(0, 3, 0), logits);
            // The returned loss is a float; from the logits it is known better.
            double loss = 0;
            for (int n = 0; n < 2; n++)
            {
                double sum = Enumerable.Range(0, 3).Sum(j => Math.Exp(logits[n * 3 + j]));
                for (int j = 0; j < 3; j++)
                    loss -= targets[n * 3 + j] * (logits[n * 3 + j] - Math.Log(sum)) / 2;
            }

            return loss;
        }

        void Restore()
        {
            for (int i = 0; i < start.Length; i++)
                network.Write(network.Parameters[i].Name, start[i]);
            foreach (TensorDescription state in network.OptimizerState)
                network.Write(state.Name, new float[state.Count]);
        }
    }
}
