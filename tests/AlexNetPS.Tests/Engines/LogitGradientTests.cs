using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>Gradients of logits at layers: against PyTorch's autograd, against slopes, and beside a training.</summary>
public class LogitGradientTests
{
    private static readonly NetworkDefinition _network = InstructionSetTests.Small;

    public static TheoryData<string, string> SmallCases()
    {
        var data = new TheoryData<string, string>();
        foreach (GradientGolden golden in GradientGolden.All.Where(golden => golden.Preset is null))
        {
            foreach (SimdLevel level in Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest))
                data.Add(golden.Name, level.ToString());
        }

        return data;
    }

    public static TheoryData<string> Presets() =>
        [.. GradientGolden.All.Where(golden => golden.Preset is not null).Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(SmallCases))]
    public void SmallNetworksHavePyTorchsGradientsAtEveryLayer(string name, string level)
    {
        GradientGolden golden = GradientGolden.All.Single(golden => golden.Name == name);
        using INetwork network = Create(golden.Network, golden.Batch, level: Enum.Parse<SimdLevel>(level));
        golden.Check(network, 1e-4, level);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void PresetsHavePyTorchsGradients(string preset)
    {
        GradientGolden golden = GradientGolden.All.Single(golden => golden.Preset == preset);
        using INetwork network = Create(golden.Network, golden.Batch);
        golden.Check(network, 1e-4, SimdLevels.Widest.ToString());
    }

    /// <summary>
    /// Between the output of a layer and the logit there is a network of its own; its input moves instead of the output.
    /// </summary>
    [Theory]
    [InlineData("conv1")]
    [InlineData("norm1")]
    [InlineData("pool1")]
    [InlineData("conv2")]
    [InlineData("avgpool")]
    [InlineData("fc3")]
    public void GradientsAreSlopesOfTheLogit(string layer)
    {
        using INetwork whole = Create(_network, 1);
        NetworkLayer cut = _network.Layer(layer);
        // The output of a layer with weights is that of its activation.
        int first = cut.Index + (cut.HasParameters ? 2 : 1);
        var rest = new NetworkDefinition("rest", cut.OutputShape, [.. _network.Layers.Skip(first)]);
        using INetwork tail = Create(rest, 1, fill: false);
        foreach (TensorDescription tensor in tail.Parameters)
        {
            float[] values = new float[tensor.Count];
            whole.Read(tensor.Name, values);
            tail.Write(tensor.Name, values);
        }

        (float[] logits, float[] outputs, float[] gradients) = Gradients(whole, layer, 1, 4);
        float[] direction = Golden.Values(outputs.Length, 31);
        double scale = Math.Sqrt(outputs.Sum(v => (double)v * v) / direction.Sum(v => (double)v * v)), step = 2e-4 * scale;
        double expected = outputs.Select((_, i) => (double)gradients[i] * direction[i]).Sum();
        double slope = (Logit(step) - Logit(-step)) / (2 * step);
        double typical = Math.Sqrt(gradients.Sum(g => (double)g * g));
        Assert.Equal(logits[4], Logit(0), 1e-4 * Math.Abs(logits[4]));
        Assert.True(Math.Abs(slope - expected) < 0.02 * typical, $"slope {slope:g6}, gradient {expected:g6}");

        double Logit(double distance)
        {
            float[] result = new float[7];
            tail.Forward(outputs.Zip(direction, (v, d) => (float)(v + distance * d)).ToArray(), result);
            return result[4];
        }
    }

    [Fact]
    public void LogitsAreThoseOfForward()
    {
        using INetwork network = Create(_network, 3);
        float[] predicted = new float[21];
        network.Forward(Golden.Values(3 * _network.Input.Count, 1), predicted);
        foreach (string layer in new[] { "conv1", "norm1", "pool1", "drop2", "fc4" })
            Assert.Equal(predicted, Gradients(network, layer, 3, 0, 1, 2).Logits);
    }

    [Fact]
    public void MinusOneIsTheClassOfTheLargestLogit()
    {
        using INetwork network = Create(_network, 2);
        (float[] logits, _, float[] gradients) = Gradients(network, "conv2", 2, -1, -1);
        int[] best = [.. logits.Chunk(7).Select(row => Array.IndexOf(row, row.Max()))];
        (_, _, float[] named) = Gradients(network, "conv2", 2, best);
        Assert.Equal(named, gradients);
        Assert.NotEqual(named, Gradients(network, "conv2", 2, [.. best.Select(c => (c + 1) % 7)]).Gradients);
    }

    [Fact]
    public void AnImageHasTheSameGradientInEveryBatch()
    {
        using INetwork network = Create(_network, 5);
        float[] three = Gradients(network, "conv2", 3, 4, 2, 4).Gradients, one = Gradients(network, "conv2", 1, 4).Gradients;
        float[] five = Gradients(network, "conv2", 5, 4, 2, 4, 1, 0).Gradients;
        Assert.Equal(one, three[..one.Length]);
        Assert.Equal(three, five[..three.Length]);
    }

    [Fact]
    public void GradientsDoNotDependOnThreads()
    {
        using INetwork one = Create(_network, 3, threads: 1), three = Create(_network, 3, threads: 3);
        Assert.Equal(Gradients(one, "norm1", 3, 1, 2, 3).Gradients, Gradients(three, "norm1", 3, 1, 2, 3).Gradients);
    }

    /// <summary>Also between the two halves of a step, and while the gradient of the last step is kept.</summary>
    [Fact]
    public void ATrainingLearnsTheSameBitsBesideGradients()
    {
        var adam = new OptimizerDefinition
        {
            Type = OptimizerType.Adam,
            LearningRate = 0.01,
            WeightDecay = 1e-3,
            AverageDecay = 0.5
        };
        using INetwork alone = Create(_network, 4, adam), beside = Create(_network, 4, adam);
        float[] images = Golden.Values(4 * _network.Input.Count, 1), targets = new float[28], logits = new float[28];
        for (int n = 0; n < 4; n++)
            targets[n * 7 + n] = 1;
        for (int step = 0; step < 3; step++)
        {
            var settings = new TrainStep(0.01, 7, step) { KeepsGradient = true };
            alone.TrainStep(images, targets, settings, logits);
            float[] expected = [.. logits];
            beside.StartStep(images, targets, settings);
            Gradients(beside, step == 1 ? "pool1" : "conv2", 2, 0, -1);
            beside.EndStep(logits);
            Gradients(beside, "fc3", 4, 0, 1, 2, 3);
            Assert.Equal(expected, logits);
            Assert.Equal(KeptGradient(alone), KeptGradient(beside));
        }

        Assert.Equal(Values(alone), Values(beside));
    }

    [Fact]
    public void GradientsFollowTheWeightsAndTheirAverage()
    {
        var sgd = new OptimizerDefinition { Type = OptimizerType.Sgd, LearningRate = 0.1, AverageDecay = 0.5 };
        using INetwork trained = Create(_network, 2, sgd), plain = Create(_network, 2);
        float[] targets = new float[14];
        (targets[1], targets[9]) = (1, 1);
        float[] before = Gradients(trained, "conv2", 2, 0, 1).Gradients;
        // The average starts as the weights after the first step.
        for (int step = 0; step < 2; step++)
            trained.TrainStep(Golden.Values(2 * _network.Input.Count, 1), targets, new(0.1, 7, step), new float[14]);
        float[] now = Gradients(trained, "conv2", 2, 0, 1).Gradients;
        trained.Averaged = true;
        float[] averaged = Gradients(trained, "conv2", 2, 0, 1).Gradients;
        Copy();
        Assert.Equal(Gradients(plain, "conv2", 2, 0, 1).Gradients, averaged);
        trained.Averaged = false;
        Copy();
        Assert.Equal(Gradients(plain, "conv2", 2, 0, 1).Gradients, now);
        Assert.NotEqual(before, now);
        Assert.NotEqual(now, averaged);

        void Copy()
        {
            foreach (TensorDescription tensor in plain.Parameters)
            {
                float[] values = new float[tensor.Count];
                trained.Read(tensor.Name, values);
                plain.Write(tensor.Name, values);
            }
        }
    }

    [Fact]
    public void WrongCallsAreRejectedAndNameWhatIsWrong()
    {
        using INetwork network = Create(_network, 2);
        Assert.Contains("no class 7", Assert.Throws<ArgumentException>(
            () => Gradients(network, "conv2", 1, 7)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Gradients(network, "conv2", 1, -2));
        Assert.Throws<ArgumentException>(() => Gradients(network, "conv2", 3, 0, 0, 0));
        Assert.Throws<ArgumentException>(() => Gradients(network, "conv2", 2, 0));
        Assert.Throws<ArgumentException>(() => network.LogitGradients(
            new float[_network.Input.Count], "conv2", [0], new float[7], new float[10], new float[10]));
        Assert.Contains("conv2", Assert.Throws<NetworkDefinitionException>(
            () => network.LogitGradients(new float[_network.Input.Count], "conv9", [0], new float[7], [], [])).Message,
            StringComparison.Ordinal);

        var direct = new NetworkDefinition("direct", new(1, 2, 2),
            [new DropoutDefinition { Name = "drop" }, new LinearDefinition { Name = "fc", Outputs = 2 }]);
        using INetwork without = Create(direct, 1);
        Assert.Contains("'drop'", Assert.Throws<EngineException>(() => Gradients(without, "drop", 1, 0)).Message,
            StringComparison.Ordinal);
        Assert.Equal([0, 1], Gradients(without, "fc", 1, 1).Gradients);
    }

    private static (float[] Logits, float[] Outputs, float[] Gradients) Gradients(INetwork network, string layer,
        int images, params int[] classes)
    {
        float[] logits = new float[images * network.Definition.Classes], outputs =
            new float[images * network.Definition.Layer(layer).OutputShape.Count], gradients = new float[outputs.Length];
        network.LogitGradients(Golden.Values(images * network.Definition.Input.Count, 1), layer, classes, logits,
            outputs, gradients);
        return (logits, outputs, gradients);
    }

    private static float[] KeptGradient(INetwork network)
    {
        float[] values = new float[network.Parameters[0].Count];
        Assert.True(network.ReadGradient(network.Parameters[0].Name, values));
        return values;
    }

    private static float[] Values(INetwork network) =>
        [.. network.Parameters.Concat(network.OptimizerState).SelectMany(tensor =>
        {
            float[] values = new float[tensor.Count];
            network.Read(tensor.Name, values);
            return values;
        })];

    private static INetwork Create(NetworkDefinition definition, int batch, OptimizerDefinition? optimizer = null,
        SimdLevel? level = null, int threads = 0, bool fill = true)
    {
        INetwork network = new CpuEngine(level ?? SimdLevels.Widest).Create(definition,
            new() { MaximumBatchSize = batch, Optimizer = optimizer, Threads = threads });
        for (int i = 0; fill && i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }
}
