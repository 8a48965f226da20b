using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>The same network on both engines, with the same weights, the same images and the same targets.</summary>
internal static class Both
{
    public static readonly TorchEngine Torch = new();

    /// <summary>The processor of that engine, which has to load libtorch.</summary>
    public static readonly ProcessorDevice Processor = new();

    /// <summary>The device that is tested.</summary>
    public static readonly TorchDevice Device =
        DeviceList.Open(Torch.Devices.Single(device => device.IsNamed(TestDevice.Name)));

    public static readonly CpuEngine Cpu = new();

    public static readonly OptimizerDefinition Sgd =
        new() { Type = OptimizerType.Sgd, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 5e-4 };

    /// <summary>Every kind of layer, groups, and borders that differ between the sides.</summary>
    public static NetworkDefinition Small { get; } = new("small", new(3, 39, 39),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 48, Kernel = 7, Stride = 4, Padding = new(2, 2) },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1" },
        new MaxPoolDefinition { Name = "pool1", Padding = new(1, 1), CeilMode = true },
        new ConvolutionDefinition { Name = "conv2", Filters = 40, Kernel = 3, Padding = WindowPadding.SameSize,
            Stride = 2, Groups = 2 },
        new ActivationDefinition { Name = "relu2" },
        new LocalResponseNormalizationDefinition { Name = "norm2", Size = 9, K = 1, Alpha = 0.01,
            DivideAlphaBySize = false },
        new LocalResponseNormalizationDefinition { Name = "norm3", Region = NormalizationRegion.WithinMap, Size = 3,
            Alpha = 0.5 },
        new AveragePoolDefinition { Name = "pool3", Kernel = 2, Stride = 1, Padding = new(0, 1) },
        new LocallyConnectedDefinition { Name = "local4", Filters = 24, Kernel = 2, Padding = new(1, 0) },
        new ActivationDefinition { Name = "relu4" },
        new AdaptiveAveragePoolDefinition { Name = "average2", Size = 2 },
        new DropoutDefinition { Name = "drop2", Probability = 0.25 },
        new LinearDefinition { Name = "fc3", Outputs = 70 },
        new ActivationDefinition { Name = "tanh3", Function = ActivationFunction.Tanh },
        new DropoutDefinition { Name = "drop3" },
        new LinearDefinition { Name = "fc4", Outputs = 7 },
    ]);

    public static INetwork OnTorch(NetworkDefinition definition, int batch,
        OptimizerDefinition? optimizer = null, string device = TestDevice.Processor,
        NetworkPrecision precision = NetworkPrecision.Float32) => Fill(Torch.Create(definition, new()
        {
            Device = TestDevice.Of(device),
            MaximumBatchSize = batch,
            Optimizer = optimizer,
            Precision = precision
        }));

    public static INetwork OnCpu(NetworkDefinition definition, int batch, OptimizerDefinition? optimizer = null) =>
        Fill(Cpu.Create(definition, new() { MaximumBatchSize = batch, Optimizer = optimizer }));

    /// <summary>The definition without its dropout layers.</summary>
    public static NetworkDefinition WithoutDropout(NetworkDefinition definition) =>
        new(definition.Name, definition.Input, [.. definition.Layers.Where(layer => layer is not DropoutDefinition)]);

    public static float[] Forward(INetwork network, int batch)
    {
        float[] logits = new float[batch * network.Definition.Classes];
        network.Forward(Golden.Values(batch * network.Definition.Input.Count, 1), logits);
        return logits;
    }

    /// <summary>A step on images and labels that follow from its number.</summary>
    public static float Step(INetwork network, int batch, long number, double rate = 0.01, float[]? logits = null)
    {
        int classes = network.Definition.Classes;
        float[] targets = new float[batch * classes];
        for (int n = 0; n < batch; n++)
            targets[n * classes + (int)((7 * n + number) % classes)] = 1;
        return network.TrainStep(Golden.Values(batch * network.Definition.Input.Count, (uint)(1 + number)), targets,
            new(rate, 7, number), logits ?? new float[targets.Length]);
    }

    public static float[] Read(INetwork network, string name)
    {
        float[] values =
            new float[network.Parameters.Concat(network.OptimizerState).Single(tensor => tensor.Name == name).Count];
        network.Read(name, values);
        return values;
    }

    /// <summary>Copies weights and optimizer state, as a checkpoint does.</summary>
    public static void Copy(INetwork from, INetwork to)
    {
        Assert.Equal(from.Parameters.Concat(from.OptimizerState).Select(tensor => tensor.ToString()),
            to.Parameters.Concat(to.OptimizerState).Select(tensor => tensor.ToString()));
        foreach (TensorDescription tensor in from.Parameters.Concat(from.OptimizerState))
            to.Write(tensor.Name, Read(from, tensor.Name));
    }

    /// <summary>Every tensor of one network is that of the other, relative to its largest value.</summary>
    public static void AssertSame(INetwork expected, INetwork actual, double tolerance)
    {
        Assert.Equal(expected.OptimizerState.Select(tensor => tensor.ToString()),
            actual.OptimizerState.Select(tensor => tensor.ToString()));
        foreach (TensorDescription tensor in expected.Parameters.Concat(expected.OptimizerState))
            AssertClose(Read(expected, tensor.Name), Read(actual, tensor.Name), tolerance, tensor.Name);
    }

    public static void AssertClose(float[] expected, float[] actual, double tolerance, string what = "values")
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(MathF.Abs), difference = 0;
        tolerance = Math.Max(tolerance, TestDevice.Rounding);
        for (int i = 0; i < expected.Length; i++)
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
        Assert.True(difference <= tolerance * Math.Max(largest, 1e-12), $"{what}: {difference:E2} of {largest:E2}");
    }

    /// <summary>Gives a network the weights of all tests.</summary>
    public static INetwork Fill(INetwork network)
    {
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }
}
