using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>Update rules against PyTorch, and what they promise beside the numbers.</summary>
public class OptimizerTests
{
    private static readonly OptimizerDefinition _sgd =
        new() { Type = OptimizerType.Sgd, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 5e-4 };

    private static readonly NetworkDefinition _small = Cases().Definition;

    public static TheoryData<string, string> Goldens()
    {
        var data = new TheoryData<string, string>();
        foreach (Golden golden in Golden.Load<Golden[]>("optimizers"))
        {
            foreach (SimdLevel level in Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest))
                data.Add(golden.Definition.Name, level.ToString());
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void FiveStepsEndWherePyTorchEnds(string name, string level) =>
        GoldenRun.Check(Cases(name), Enum.Parse<SimdLevel>(level), 1e-4);

    [Fact]
    public void EveryRuleIsCovered() => Assert.Equal(Enum.GetValues<OptimizerType>().Order(),
        Golden.Load<Golden[]>("optimizers").Select(golden => golden.Optimizer.Type).Distinct().Order());

    [Theory]
    [InlineData(OptimizerType.SgdPaper)]
    [InlineData(OptimizerType.AdamW)]
    public void KeptGradientsGiveTheSameBitsAsThoseUsedAtOnce(OptimizerType type)
    {
        OptimizerDefinition optimizer = _sgd with { Type = type };
        Assert.Equal(Train(optimizer), Train(optimizer with { ClipNorm = 1e9 }));
        Assert.Equal(Train(optimizer with { ClipNorm = 0.01 }), Train(optimizer with { ClipNorm = 0.01 }, threads: 3));
        Assert.NotEqual(Train(optimizer), Train(optimizer with { ClipNorm = 0.01 }));
    }

    [Theory]
    [InlineData("conv*", 3, 0.0015f, 5e-4f)]
    [InlineData("*", 0, 0, 0)]
    [InlineData("fc9", 3, 5e-4f, 5e-4f)]
    public void AFactorOfTheWeightDecayCountsForItsLayers(string layers, double factor, float first, float last)
    {
        OptimizerDefinition optimizer = _sgd with
        {
            Layers = [new() { Layers = layers, WeightDecayFactor = factor }],
            BiasWeightDecayFactor = 0.5,
        };
        Dictionary<string, LayerRates> rates = LayerRates.Of(_small, optimizer);
        string[] names = [.. _small.ResolvedLayers.Where(layer => layer.HasParameters).Select(layer => layer.Name)];
        Assert.StartsWith("conv", names[0]);
        Assert.StartsWith("fc", names[^1]);
        var step = new TrainStep(0.01, 1, 0);
        Assert.Equal(first, UpdateRule.For(optimizer, step, rates[names[0]], bias: false).Decay, 1e-9f);
        Assert.Equal(last, UpdateRule.For(optimizer, step, rates[names[^1]], bias: false).Decay, 1e-9f);
        Assert.Equal(last / 2, UpdateRule.For(optimizer, step, rates[names[^1]], bias: true).Decay, 1e-9f);
        Assert.Equal(1 - 0.01f * first,
            UpdateRule.For(optimizer with { Type = OptimizerType.AdamW }, step, rates[names[0]], bias: false).Shrink,
            1e-7f);
    }

    [Fact]
    public void AccumulatedBatchesAreOneLargeBatch()
    {
        float[] whole = Train(_sgd), parts = Train(_sgd with { Accumulation = 2 }, split: true);
        double largest = whole.Max(MathF.Abs);
        Assert.True(whole.Zip(parts).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-6 * largest);
        using INetwork network = Create(_sgd);
        Assert.Throws<ArgumentException>(() => Step(network, 0, split: true));
    }

    [Fact]
    public void TheAverageOfTheWeightsIsWhatItSays()
    {
        using INetwork network = Create(_sgd with { AverageDecay = 0.6 });
        float[] expected = [];
        for (int step = 0; step < 9; step++)
        {
            Step(network, step);
            float[] weights = Read(network, "fc3.weight");
            float rest = step == 0 ? 1 : (float)(1 - Math.Min(0.6, (1.0 + step) / (10 + step)));
            expected = step == 0
                ? weights
                : [.. expected.Zip(weights, (average, weight) => average + rest * (weight - average))];
        }

        float[] raw = Read(network, "fc3.weight"), average = Read(network, "fc3.weight.average");
        for (int i = 0; i < average.Length; i++)
            Assert.Equal(expected[i], average[i], 1e-6f);
        network.Averaged = true;
        Assert.Equal(average, Read(network, "fc3.weight"));
        Assert.Throws<InvalidOperationException>(() => Step(network, 9));
        network.Averaged = false;
        Assert.Equal(raw, Read(network, "fc3.weight"));
        using INetwork without = Create(_sgd);
        Assert.Throws<InvalidOperationException>(() => without.Averaged = true);
    }

    [Fact]
    public void FrozenLayersStayAndBelowTheLowestThatLearnsNothingIsComputedBackwards()
    {
        OptimizerDefinition frozen = _sgd with { Layers = [new() { Layers = "conv1..conv2", LearningRateFactor = 0 }] };
        using INetwork network = Create(frozen), free = Create(_sgd);
        for (int step = 0; step < 3; step++)
            Step(network, step);
        Step(free, 0);
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            float[] start = Golden.Start(network.Parameters[i], i), now = Read(network, network.Parameters[i].Name);
            if (network.Parameters[i].Name.StartsWith("conv", StringComparison.Ordinal))
                Assert.Equal(start, now);
            else
                Assert.NotEqual(start, now);
        }

        Assert.DoesNotContain(network.OptimizerState,
            tensor => tensor.Name.StartsWith("conv", StringComparison.Ordinal));
        Assert.Equal(["fc3", "fc4"], Backwards(network).Where(name => name.StartsWith("fc", StringComparison.Ordinal)));
        Assert.DoesNotContain("conv1", Backwards(network));
        Assert.DoesNotContain("conv2", Backwards(network));
        Assert.DoesNotContain("MaxPool", Backwards(network));
        Assert.Contains("conv1", Backwards(free));
        Assert.Throws<EngineException>(
            () => Create(_sgd with { Layers = [new() { Layers = "*", LearningRateFactor = 0 }] }));
    }

    [Fact]
    public void WhatIsNotAskedForTakesNoMemory()
    {
        Assert.Equal(2 * 64 * 4, Bytes(_sgd));
        Assert.Equal(3 * 64 * 4, Bytes(_sgd with { Type = OptimizerType.AdamW }));
        Assert.Equal(3 * 64 * 4, Bytes(_sgd with { ClipNorm = 1 }));
        Assert.Equal(3 * 64 * 4, Bytes(_sgd with { AverageDecay = 0.99 }));
        Assert.Equal(64 * 4, Bytes(null));
        Assert.Equal(64 * 4, Bytes(_sgd, rate: 0));

        static long Bytes(OptimizerDefinition? optimizer, double rate = 1)
        {
            using var parameter = new Parameter(new("x", [64]), null, optimizer, new LayerRates(rate, 1), bias: true)
            {
                KeepsGradient = optimizer?.KeepsGradients == true,
            };
            return parameter.Bytes;
        }
    }

    private static IEnumerable<string> Backwards(INetwork network) =>
        ((CpuNetwork)network).Profile.Where(stage => stage.Backward > 0).Select(stage => stage.Stage.Name);

    private static Golden Cases(string name = "sgd") =>
        Golden.Load<Golden[]>("optimizers").Single(golden => golden.Definition.Name == name);

    private static INetwork Create(OptimizerDefinition optimizer, int threads = 0)
    {
        INetwork network =
            new CpuEngine().Create(_small, new() { MaximumBatchSize = 6, Optimizer = optimizer, Threads = threads });
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }

    private static float[] Train(OptimizerDefinition optimizer, bool split = false, int threads = 0)
    {
        using INetwork network = Create(optimizer, threads);
        for (int step = 0; step < 4; step++)
            Step(network, step, split);
        return [.. network.Parameters.SelectMany(parameter => Read(network, parameter.Name))];
    }

    private static void Step(INetwork network, int step, bool split = false)
    {
        const int batch = 6, first = 4;
        int classes = _small.Classes, input = (int)_small.Input.Count;
        float[] images = Golden.Values(batch * input, 1), targets = new float[batch * classes], logits =
            new float[targets.Length];
        for (int n = 0; n < batch; n++)
            targets[n * classes + n % classes] = 1;
        if (!split)
        {
            network.TrainStep(images, targets, new(0.01, 7, step), logits);
            return;
        }

        network.TrainStep(images.AsSpan(0, first * input), targets.AsSpan(0, first * classes),
            new TrainStep(0.01, 7, step) { Ends = false, Share = 4.0 / 6 }, logits.AsSpan(0, first * classes));
        network.TrainStep(images.AsSpan(first * input), targets.AsSpan(first * classes),
            new TrainStep(0.01, 7, step) { Begins = false, Share = 2.0 / 6 }, logits.AsSpan(first * classes));
    }

    private static float[] Read(INetwork network, string name)
    {
        float[] values =
            new float[network.Parameters.Concat(network.OptimizerState).Single(tensor => tensor.Name == name).Count];
        network.Read(name, values);
        return values;
    }
}
