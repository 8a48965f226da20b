using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>What the contract promises beside the numbers: threads, randomness, memory, errors.</summary>
public class CpuEngineTests
{
    private static readonly OptimizerDefinition _sgd =
        new() { Type = OptimizerType.Sgd, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 5e-4 };

    private static readonly NetworkDefinition _small = new("small", new(3, 39, 39),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 48, Kernel = 7, Stride = 4, Padding = new(2, 2) },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1" },
        new MaxPoolDefinition { Name = "pool1", Padding = new(1, 1) },
        new ConvolutionDefinition { Name = "conv2", Filters = 40, Kernel = 3, Padding = new(1, 1) },
        new ActivationDefinition { Name = "relu2" },
        new DropoutDefinition { Name = "drop2", Probability = 0.25 },
        new LinearDefinition { Name = "fc3", Outputs = 70 },
        new ActivationDefinition { Name = "tanh3", Function = ActivationFunction.Tanh },
        new DropoutDefinition { Name = "drop3" },
        new LinearDefinition { Name = "fc4", Outputs = 7 },
    ]);

    [Fact]
    public void ResultsDoNotDependOnThreads()
    {
        float[] one = Train(_small, 5, new() { MaximumBatchSize = 5, Optimizer = _sgd, Threads = 1 });
        foreach (int threads in new[] { 2, 3, 7 })
            Assert.Equal(one, Train(_small, 5, new() { MaximumBatchSize = 5, Optimizer = _sgd, Threads = threads }));
    }

    [Fact]
    public void ResultsDoNotDependOnRoomForLargerBatches() => Assert.Equal(
        Train(_small, 3, new() { MaximumBatchSize = 3, Optimizer = _sgd }),
        Train(_small, 3, new() { MaximumBatchSize = 9, Optimizer = _sgd }));

    [Fact]
    public void EveryInstructionSetAgreesWithTheScalarTwin()
    {
        float[] scalar = Train(_small, 5, new() { MaximumBatchSize = 5, Optimizer = _sgd }, SimdLevel.Scalar);
        double largest = scalar.Max(MathF.Abs);
        foreach (SimdLevel level in Enum.GetValues<SimdLevel>()
            .Where(level => level > SimdLevel.Scalar && level <= SimdLevels.Widest))
        {
            float[] other = Train(_small, 5, new() { MaximumBatchSize = 5, Optimizer = _sgd }, level);
            Assert.True(scalar.Zip(other).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-4 * largest,
                level.ToString());
        }
    }

    [Fact]
    public void AnInterruptedRunGoesOnBitForBit()
    {
        using INetwork whole = Create(_small, new() { MaximumBatchSize = 4, Optimizer = _sgd }), second =
            Create(_small, new() { MaximumBatchSize = 4, Optimizer = _sgd });
        using INetwork first = Create(_small, new() { MaximumBatchSize = 4, Optimizer = _sgd });
        Steps(whole, 4, 0, 4);
        Steps(first, 4, 0, 2);
        foreach (TensorDescription tensor in first.Parameters.Concat(first.OptimizerState))
        {
            float[] values = new float[tensor.Count];
            first.Read(tensor.Name, values);
            second.Write(tensor.Name, values);
        }

        Steps(second, 4, 2, 2);
        Assert.Equal(AllValues(whole), AllValues(second));
    }

    [Fact]
    public void DropoutKeepsTheShareItShouldAndDependsOnSeedAndStep()
    {
        var definition = new NetworkDefinition("dropout", new(1, 1, 1000),
        [
            new DropoutDefinition { Name = "drop", Probability = 0.3 },
            new LinearDefinition { Name = "fc", Outputs = 1 },
        ]);
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 100, Optimizer = _sgd });
        float[] images = new float[100_000], ones = new float[1000], targets = new float[100];
        Array.Fill(images, 1);
        Array.Fill(ones, 1);
        network.Write("fc.weight", ones);

        // With weights and inputs of 1 a logit is the number of kept values over 0.7; with targets of 0 nothing is
        // learned.
        float[] first = Logits(1, 0), again = Logits(1, 0), otherStep = Logits(1, 1), otherSeed = Logits(2, 0);
        Assert.Equal(first, again);
        Assert.NotEqual(first, otherStep);
        Assert.NotEqual(first, otherSeed);
        Assert.InRange(first.Average() * 0.7 / 1000, 0.695, 0.705);
        Assert.Equal(0.7 * 0.3 * 1000, Variance(first) * 0.49, 80.0);

        float[] still = new float[100];
        network.Forward(images, still);
        Assert.All(still, value => Assert.Equal(1000, value, 0.01f));

        float[] Logits(ulong seed, long step)
        {
            float[] logits = new float[100];
            network.TrainStep(images, targets, new(0, seed, step), logits);
            return logits;
        }

        static double Variance(float[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / values.Length;
    }

    [Fact]
    public void ActivationsAreThoseAfterTheActivationThatFollows()
    {
        using INetwork network = Create(_small, new() { MaximumBatchSize = 2 });
        float[] images = Golden.Values(2 * _small.Input.Count, 1), logits = new float[14];
        network.Forward(images, logits);
        Assert.Equal(logits, Activations("fc4"));
        Assert.Equal(Activations("relu1"), Activations("conv1"));
        Assert.All(Activations("conv1"), value => Assert.True(value >= 0));
        Assert.Equal(Activations("tanh3"), Activations("fc3"));
        Assert.All(Activations("fc3"), value => Assert.InRange(value, -1, 1));
        Assert.Equal(Activations("conv2"), Activations("drop2"));
        Assert.Equal(2 * 48 * 5 * 5, Activations("pool1").Length);

        // The engine pools a normalized map as it makes it; asked for it, it still has it.
        float[] normalized = Activations("norm1"), plain = Activations("conv1");
        int plane = plain.Length / (2 * 48);
        var norm = (LocalResponseNormalizationDefinition)_small.Layer("norm1").Definition;
        for (int i = 0; i < plain.Length; i++)
        {
            int channel = i / plane % 48, first = Math.Max(channel - norm.Size / 2, 0), last =
                Math.Min(channel + norm.Size / 2, 47);
            double squares =
                Enumerable.Range(first, last - first + 1).Sum(c => Math.Pow(plain[i + (c - channel) * plane], 2));
            Assert.Equal(plain[i] * Math.Pow(norm.K + norm.EffectiveAlpha * squares, -norm.Beta), normalized[i], 1e-5);
        }

        float[] Activations(string layer)
        {
            float[] values = new float[2 * _small.Layer(layer).OutputShape.Count];
            network.Activations(images, layer, values);
            return values;
        }
    }

    [Fact]
    public void APredictingNetworkComputesWhatATrainingOneDoes()
    {
        using INetwork training = Create(_small, new() { MaximumBatchSize = 3, Optimizer = _sgd }), predicting =
            Create(_small, new() { MaximumBatchSize = 3 });
        float[] images = Golden.Values(3 * _small.Input.Count, 1), a = new float[21], b = new float[21];
        training.Forward(images, a);
        for (int repeat = 0; repeat < 2; repeat++)
        {
            predicting.Forward(images, b);
            Assert.Equal(a, b);
        }

        Assert.Empty(predicting.OptimizerState);
        Assert.Throws<InvalidOperationException>(() => predicting.TrainStep(images, b, new(0.1, 1, 0), b));
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        using INetwork network = Create(_small, new() { MaximumBatchSize = 4, Optimizer = _sgd });
        float[] images = Golden.Values(4 * _small.Input.Count, 1), targets = new float[28], logits = new float[28];
        for (int warm = 0; warm < 3; warm++)
            network.TrainStep(images, targets, new(0.01, 1, warm), logits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 5; step++)
            network.TrainStep(images, targets, new(0.01, 1, step), logits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void TensorsKeepTheirValuesAndOrder()
    {
        using INetwork network =
            Create(_small, new() { MaximumBatchSize = 1, Optimizer = _sgd with { Type = OptimizerType.Adam } });
        Assert.Equal(_small.ParameterTensors.Select(t => t.ToString()), network.Parameters.Select(t => t.ToString()));
        Assert.Contains("conv1.weight.exp_avg [48, 3, 7, 7]", network.OptimizerState.Select(t => t.ToString()));
        Assert.Contains("fc4.bias.exp_avg_sq [7]", network.OptimizerState.Select(t => t.ToString()));
        foreach (TensorDescription tensor in network.Parameters.Concat(network.OptimizerState))
        {
            float[] values = Golden.Values(tensor.Count, 5), back = new float[values.Length];
            network.Write(tensor.Name, values);
            network.Read(tensor.Name, back);
            Assert.Equal(values, back);
        }
    }

    [Fact]
    public void RequestsThatCannotBeMetSayWhy()
    {
        var engine = new CpuEngine();
        Assert.Contains("cuda:0",
            Assert.Throws<EngineException>(
                () => engine.Create(_small, new() { MaximumBatchSize = 1, Device = "cuda:0" })).Message);
        Assert.Contains("batch size is 0",
            Assert.Throws<EngineException>(() => engine.Create(_small, new() { MaximumBatchSize = 0 })).Message);
        string tooLarge = Assert.Throws<EngineException>(() => engine.Create(
            NetworkArchitecture.Get("Paper"), new() { MaximumBatchSize = 1_000_000, Optimizer = _sgd })).Message;
        Assert.Contains("1000000 images", tooLarge);
        Assert.Contains("MB", tooLarge);
        string tooLargeToPredict = Assert.Throws<EngineException>(
            () => engine.Create(NetworkArchitecture.Get("Paper"), new() { MaximumBatchSize = 1_000_000 })).Message;
        Assert.Contains("1000000 images", tooLargeToPredict);
        Assert.True(Megabytes(tooLargeToPredict) < Megabytes(tooLarge), "predicting holds no gradients");

        using INetwork network = engine.Create(_small, new() { MaximumBatchSize = 2 });
        Assert.Contains("conv9",
            Assert.Throws<ArgumentException>(() => network.Read("conv9.weight", new float[1])).Message);
        Assert.Contains("conv1.bias",
            Assert.Throws<ArgumentException>(() => network.Write("conv1.bias", new float[1])).Message);
        Assert.Throws<ArgumentException>(() => network.Forward(new float[3 * _small.Input.Count], new float[21]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[5], new float[7]));
        Assert.Throws<NetworkDefinitionException>(
            () => network.Activations(new float[_small.Input.Count], "conv9", new float[7]));
        network.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Forward(new float[_small.Input.Count], new float[7]));
    }

    private static double Megabytes(string message) =>
        double.Parse(message.Split("needs ")[1].Split(" MB")[0], System.Globalization.NumberStyles.Number,
            System.Globalization.CultureInfo.InvariantCulture);

    private static INetwork Create(NetworkDefinition definition, NetworkOptions options, SimdLevel? level = null)
    {
        INetwork network = new CpuEngine(level ?? SimdLevels.Widest).Create(definition, options);
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }

    private static float[] Train(NetworkDefinition definition, int batch, NetworkOptions options,
        SimdLevel? level = null)
    {
        using INetwork network = Create(definition, options, level);
        Steps(network, batch, 0, 3);
        return AllValues(network);
    }

    private static void Steps(INetwork network, int batch, int first, int count)
    {
        int classes = network.Definition.Classes;
        float[] images = Golden.Values(batch * network.Definition.Input.Count, 1), targets =
            new float[batch * classes], logits = new float[targets.Length];
        for (int n = 0; n < batch; n++)
            targets[n * classes + n % classes] = 1;
        for (int step = first; step < first + count; step++)
            network.TrainStep(images, targets, new(0.01, 7, step), logits);
    }

    private static float[] AllValues(INetwork network)
    {
        var all = new List<float>();
        foreach (TensorDescription tensor in network.Parameters.Concat(network.OptimizerState))
        {
            float[] values = new float[tensor.Count];
            network.Read(tensor.Name, values);
            all.AddRange(values);
        }

        return [.. all];
    }
}
