using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>The gradient that a step keeps is that of the mean loss, whatever the optimizer makes of it.</summary>
public sealed class KeptGradientTests
{
    private const int Images = 3, Classes = 3;

    private static readonly NetworkDefinition _network = new("kept", new(2, 9, 9),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 20, Kernel = 3, Padding = new(1, 1) },
        new ActivationDefinition { Name = "tanh1", Function = ActivationFunction.Tanh },
        new ConvolutionDefinition { Name = "conv2", Filters = 18, Kernel = 3, Groups = 2 },
        new LinearDefinition { Name = "head", Outputs = Classes },
    ]);

    public static TheoryData<OptimizerType, double?, int> Settings { get; } = new()
    {
        { OptimizerType.Sgd, null, 1 }, { OptimizerType.SgdPaper, 0.01, 1 }, { OptimizerType.SgdNesterov, null, 2 },
        { OptimizerType.Adam, null, 1 }, { OptimizerType.AdamW, 0.01, 2 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void ItIsTheSlopeOfTheLoss(OptimizerType type, double? clip, int accumulation)
    {
        var optimizer = new OptimizerDefinition()
        {
            Type = type,
            LearningRate = 1,
            Momentum = 0.9,
            WeightDecay = 0.5,
            ClipNorm = clip,
            Accumulation = accumulation,
            AverageDecay = 0.9
        };
        using INetwork network = Create(optimizer), plain =
            Create(new() { Type = OptimizerType.Sgd, LearningRate = 1 });

        // Momentum and second moments of a step before.
        Step(network, accumulation, 0, keeps: false);
        float[][] start = [.. network.Parameters.Select(parameter => Read(network, parameter.Name))];
        Step(network, accumulation, 1, keeps: true);
        for (int i = 0; i < start.Length; i++)
        {
            float[] gradient = new float[start[i].Length];
            Assert.True(network.ReadGradient(network.Parameters[i].Name, gradient));
            float[] direction = Golden.Values(start[i].Length, 31);
            double length = Math.Sqrt(direction.Sum(d => d * d)), distance = 4e-3 / length;
            double expected = gradient.Zip(direction).Sum(pair => (double)pair.First * pair.Second);
            double slope = (Loss(i, direction, distance) - Loss(i, direction, -distance)) / (2 * distance);
            double scale = Math.Sqrt(gradient.Sum(g => (double)g * g)) * length / Math.Sqrt(start[i].Length);
            Assert.True(Math.Abs(slope - expected) < 0.02 * scale + 1e-4 * length,
                $"{network.Parameters[i].Name}: slope {slope:g6}, gradient {expected:g6}");
        }

        double Loss(int moved, float[] direction, double distance)
        {
            for (int i = 0; i < start.Length; i++)
            {
                plain.Write(plain.Parameters[i].Name,
                    i == moved ? [.. start[i].Zip(direction, (w, d) => (float)(w + distance * d))] : start[i]);
            }

            float[] logits = new float[Images * Classes], targets = Targets(0, Images);
            plain.Forward(Inputs(0, Images), logits);
            double loss = 0;
            for (int n = 0; n < Images; n++)
            {
                double sum = Enumerable.Range(0, Classes).Sum(j => Math.Exp(logits[n * Classes + j]));
                for (int j = 0; j < Classes; j++)
                    loss -= targets[n * Classes + j] * (logits[n * Classes + j] - Math.Log(sum)) / Images;
            }

            return loss;
        }
    }

    // Plain descent with rate 1.
    [Fact]
    public void ItIsWhatPlainDescentSubtracts()
    {
        using INetwork network = Create(new() { Type = OptimizerType.Sgd, LearningRate = 1 });
        float[][] before = [.. network.Parameters.Select(parameter => Read(network, parameter.Name))];
        Step(network, 1, 0, keeps: true, rate: 1);
        for (int i = 0; i < before.Length; i++)
        {
            float[] gradient = new float[before[i].Length], after = Read(network, network.Parameters[i].Name);
            Assert.True(network.ReadGradient(network.Parameters[i].Name, gradient));
            Assert.Equal(before[i].Zip(gradient, (w, g) => w - g), after, (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Contains(gradient, g => Math.Abs(g) > 1e-5);
        }
    }

    [Fact]
    public void ItLastsUntilTheNextStepAndChangesNothing()
    {
        var optimizer = new OptimizerDefinition()
        {
            Type = OptimizerType.Adam,
            LearningRate = 0.01,
            Layers = [new() { Layers = "conv1", LearningRateFactor = 0 }]
        };
        using INetwork network = Create(optimizer), other = Create(optimizer);
        float[] values = new float[network.Parameters[0].Count], head = new float[network.Parameters[^1].Count];
        Assert.False(network.ReadGradient("head.bias", head));
        for (int step = 0; step < 3; step++)
        {
            Step(network, 1, step, keeps: step == 1);
            Step(other, 1, step, keeps: false);
            Assert.Equal(step == 1, network.ReadGradient("head.bias", head));
            Assert.False(network.ReadGradient("conv1.weight", values));
            foreach (TensorDescription tensor in network.Parameters.Concat(network.OptimizerState))
                Assert.Equal(Read(other, tensor.Name), Read(network, tensor.Name));
        }

        Assert.Throws<ArgumentException>(() => network.ReadGradient("head.bias", new float[1]));
        Assert.Throws<ArgumentException>(() => network.ReadGradient("head.bias.exp_avg", head));
        Assert.Throws<ArgumentException>(() => network.ReadGradient("fc9.bias", head));
    }

    private static INetwork Create(OptimizerDefinition optimizer)
    {
        INetwork network = new CpuEngine().Create(_network, new() { MaximumBatchSize = Images, Optimizer = optimizer });
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }

    private static void Step(INetwork network, int batches, int number, bool keeps, double rate = 0.01)
    {
        for (int i = 0, first = 0; i < batches; i++)
        {
            int count = i == batches - 1 ? Images - first : 1;
            var step = new TrainStep(rate, 3, number)
            {
                Begins = i == 0,
                Ends = i == batches - 1,
                Share = (double)count / Images,
                KeepsGradient = keeps
            };
            network.TrainStep(Inputs(first, count), Targets(first, count), step, new float[count * Classes]);
            first += count;
        }
    }

    private static float[] Inputs(int first, int count) => Golden.Values(Images * _network.Input.Count,
        1)[(int)(first * _network.Input.Count)..(int)((first + count) * _network.Input.Count)];

    private static float[] Targets(int first, int count) =>
        new float[] { 1, 0, 0, 0, 0.5f, 0.5f, 0, 0, 1 }[(first * Classes)..((first + count) * Classes)];

    private static float[] Read(INetwork network, string name)
    {
        float[] values =
            new float[network.Parameters.Concat(network.OptimizerState).Single(tensor => tensor.Name == name).Count];
        network.Read(name, values);
        return values;
    }
}
