using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Engines.Division;

/// <summary>What networks learn whose layers ranks divide, of any engine.</summary>
internal static class DividedNetworks
{
    public const int Images = 5, Classes = 7;

    // As the paper's: towers, crossings at conv3 and the linear layers, windows of norm1 and norm2 across the border.
    public static readonly NetworkDefinition Towers = new("towers", new(3, 31, 31),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 64, Kernel = 5, Stride = 2 },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 0.5, Beta = 0.75, K = 2 },
        new MaxPoolDefinition { Name = "pool1", Kernel = 3, Stride = 2 },
        new ConvolutionDefinition { Name = "conv2", Filters = 128, Kernel = 3, Padding = new(1, 1), Groups = 2 },
        new ActivationDefinition { Name = "relu2" },
        new LocalResponseNormalizationDefinition { Name = "norm2", Size = 9, Alpha = 0.5, Beta = 0.5, K = 1 },
        new ConvolutionDefinition { Name = "conv3", Filters = 96, Kernel = 3, Padding = new(1, 1) },
        new ActivationDefinition { Name = "relu3" },
        new ConvolutionDefinition { Name = "conv4", Filters = 96, Kernel = 3, Groups = 2 },
        new ActivationDefinition { Name = "tanh4", Function = ActivationFunction.Tanh },
        new DropoutDefinition { Name = "drop5" },
        new LinearDefinition { Name = "fc5", Outputs = 96 },
        new ActivationDefinition { Name = "relu5" },
        new DropoutDefinition { Name = "drop6", Probability = 0.3 },
        new LinearDefinition { Name = "fc6", Outputs = 64 },
        new ActivationDefinition { Name = "relu6" },
        new LinearDefinition { Name = "fc7", Outputs = Classes },
    ]);

    // Layers that all ranks compute stand between divided ones.
    public static readonly NetworkDefinition Mixed = new("mixed", new(3, 17, 17),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 64, Kernel = 3 },
        new ActivationDefinition { Name = "relu1" },
        new ConvolutionDefinition { Name = "conv2", Filters = 40, Kernel = 3, Groups = 2 },
        new ActivationDefinition { Name = "relu2" },
        new LocalResponseNormalizationDefinition { Name = "norm2", Size = 5, Alpha = 0.5, Beta = 0.75, K = 2 },
        new AveragePoolDefinition { Name = "pool2", Kernel = 3, Stride = 2 },
        new ConvolutionDefinition { Name = "conv3", Filters = 128, Kernel = 3, Padding = new(1, 1) },
        new ActivationDefinition { Name = "tanh3", Function = ActivationFunction.Tanh },
        new LocalResponseNormalizationDefinition
        {
            Name = "norm3", Size = 3, Alpha = 0.5, Region = NormalizationRegion.WithinMap
        },
        new LocalResponseNormalizationDefinition { Name = "norm4", Size = 21, Alpha = 0.5, K = 1 },
        new LocallyConnectedDefinition { Name = "local4", Filters = 64, Kernel = 3 },
        new ActivationDefinition { Name = "relu4" },
        new AdaptiveAveragePoolDefinition { Name = "pool4", Size = 2 },
        new LinearDefinition { Name = "fc5", Outputs = 64 },
        new DropoutDefinition { Name = "drop5" },
        new LinearDefinition { Name = "fc6", Outputs = 33 },
        new ActivationDefinition { Name = "relu6" },
        new LinearDefinition { Name = "fc7", Outputs = Classes },
    ]);

    public static TheoryData<string, int, string> Settings { get; } = new()
    {
        { "towers", 2, "sgd" }, { "towers", 2, "adam, clipped" }, { "towers", 2, "accumulated, averaged" },
        { "mixed", 2, "sgd" }, { "mixed", 4, "adam, clipped" }, { "towers", 3, "sgd" }, { "mixed", 4, "frozen" },
    };

    public static NetworkDefinition Of(string name) => name == "towers" ? Towers : Mixed;

    public static OptimizerDefinition Optimizer(string setting) => setting switch
    {
        "sgd" => new() { Type = OptimizerType.Sgd, LearningRate = 0.02, Momentum = 0.9, WeightDecay = 0.01 },
        "adam, clipped" => new() { Type = OptimizerType.Adam, LearningRate = 0.001, ClipNorm = 0.4 },
        "frozen" => new()
        {
            Type = OptimizerType.Sgd,
            LearningRate = 0.02,
            Momentum = 0.9,
            Layers = [new() { Layers = "conv1", LearningRateFactor = 0 }, new() { Layers = "fc5", LearningRateFactor = 0 }],
        },
        _ => new()
        {
            Type = OptimizerType.SgdNesterov,
            LearningRate = 0.02,
            Momentum = 0.9,
            Accumulation = 2,
            AverageDecay = 0.6,
        },
    };

    public static INetwork Create(IEngine engine, string device, NetworkDefinition definition,
        OptimizerDefinition optimizer, IRankGroup? ranks, NetworkPrecision precision = NetworkPrecision.Float32)
    {
        INetwork network = engine.Create(definition, new()
        {
            Device = device,
            Precision = precision,
            MaximumBatchSize = Images,
            Optimizer = optimizer,
            Threads = 1,
            Ranks = ranks,
            Parallelism = Parallelism.Model,
        });
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }

    public static float[] Inputs(NetworkDefinition definition, int stream) =>
        Golden.Values(Images * definition.Input.Count, (uint)stream + 1);

    /// <summary>Trains some steps; returns all that can be read of the network.</summary>
    public static Dictionary<string, float[]> Train(INetwork network, OptimizerDefinition optimizer)
    {
        NetworkDefinition definition = network.Definition;
        var values = new Dictionary<string, float[]>();
        float[] logits = new float[Images * Classes], targets = new float[Images * Classes];
        for (int image = 0; image < Images; image++)
            targets[image * Classes + image % Classes] = 1;
        int batches = optimizer.Accumulation;
        for (int step = 0; step < 3; step++)
        {
            for (int batch = 0; batch < batches; batch++)
            {
                float loss = network.TrainStep(Inputs(definition, step * batches + batch), targets, new(0.02, 3, step)
                {
                    Batch = step * batches + batch,
                    Begins = batch == 0,
                    Ends = batch == batches - 1,
                    Share = 1.0 / batches,
                    KeepsGradient = true,
                }, logits);
                values.Add($"loss {step} {batch}", [loss]);
                values.Add($"logits {step} {batch}", [.. logits]);
            }
        }

        foreach (TensorDescription tensor in network.Parameters.Concat(network.OptimizerState))
        {
            float[] read = new float[tensor.Count];
            network.Read(tensor.Name, read);
            values.Add(tensor.Name, read);
        }

        foreach (TensorDescription parameter in network.Parameters)
        {
            float[] gradient = new float[parameter.Count];
            if (network.ReadGradient(parameter.Name, gradient))
                values.Add($"{parameter.Name}.grad", gradient);
        }

        if (optimizer.AverageDecay is not null)
            network.Averaged = true;
        float[] outputs = new float[Images * Classes];
        network.Forward(Inputs(definition, 9), outputs);
        values.Add("outputs", outputs);
        foreach (NetworkLayer layer in definition.ResolvedLayers)
        {
            float[] activations = new float[Images * layer.OutputShape.Count];
            network.Activations(Inputs(definition, 9), layer.Name, activations);
            values.Add(layer.Name, activations);
        }

        return values;
    }

    public static void AssertClose(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual,
        double tolerance)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string name, float[] values) in expected)
        {
            float[] others = actual[name];
            double size = Math.Sqrt(values.Average(value => (double)value * value)), difference =
                Math.Sqrt(values.Zip(others, (a, b) => (double)(a - b) * (a - b)).Average());
            Assert.True(difference <= tolerance * size, $"{name}: {difference:g3} of {size:g3}");
            Assert.True(size > 0 || tolerance == 0 || name.EndsWith("momentum", StringComparison.Ordinal), name);
        }
    }
}
