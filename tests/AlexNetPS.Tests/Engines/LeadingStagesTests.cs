using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>A network that only predicts has fewer images than a batch in its first maps, and the same results.</summary>
public sealed class LeadingStagesTests
{
    private const int Batch = 5;

    // The image and the output of conv1 need most of the cache of a thread, so that threads take an image each.
    private static readonly NetworkDefinition _pooled = Network(
        new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 1e-2, Beta = 0.75, K = 2 },
        new MaxPoolDefinition { Name = "pool1", Kernel = 3, Stride = 2 },
        new ConvolutionDefinition { Name = "conv2", Filters = 16, Kernel = 3, Padding = new(1, 1) });

    private static readonly NetworkDefinition _averaged = Network(
        new AveragePoolDefinition { Name = "pool1", Kernel = 3, Stride = 2 });

    private static readonly NetworkDefinition _unpooled = Network(
        new ConvolutionDefinition { Name = "conv2", Filters = 16, Kernel = 3, Padding = new(1, 1) },
        new MaxPoolDefinition { Name = "pool2", Kernel = 3, Stride = 2 });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryLayerHasTheValuesOfATrainingNetwork(int threads)
    {
        foreach (NetworkDefinition definition in new[] { _pooled, _averaged, _unpooled })
        {
            using INetwork training = Create(definition, threads, new() { Type = OptimizerType.Sgd, LearningRate = 0.1 });
            using INetwork predicting = Create(definition, threads, null);
            foreach (int count in new[] { Batch, 1, 4 })
            {
                float[] images = Golden.Values(count * (int)definition.Input.Count, 1);
                float[] expected = new float[count * definition.Classes], actual = new float[expected.Length];
                training.Forward(images, expected);
                predicting.Forward(images, actual);
                Assert.Equal(expected, actual);
                foreach (NetworkLayer layer in definition.ResolvedLayers)
                {
                    Assert.Equal(Activations(training, images, layer, count),
                        Activations(predicting, images, layer, count));
                }
            }
        }
    }

    private static NetworkDefinition Network(params LayerDefinition[] inner) => new("leading", new(3, 227, 227),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 16, Kernel = 11, Stride = 4 },
        new ActivationDefinition { Name = "relu1" },
        .. inner,
        new LinearDefinition { Name = "fc", Outputs = 7 },
    ]);

    private static INetwork Create(NetworkDefinition definition, int threads, OptimizerDefinition? optimizer)
    {
        INetwork network = new CpuEngine().Create(definition,
            new() { MaximumBatchSize = Batch, Threads = threads, Optimizer = optimizer });
        uint seed = 7;
        foreach (TensorDescription parameter in network.Parameters)
            network.Write(parameter.Name, Golden.Values((int)parameter.Count, seed++, 0.05f));
        return network;
    }

    private static float[] Activations(INetwork network, float[] images, NetworkLayer layer, int count)
    {
        float[] values = new float[count * layer.OutputShape.Count];
        network.Activations(images, layer.Name, values);
        return values;
    }
}
