using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Randomness;

namespace AlexNetPS.Tests.Networks;

public class InitializationTests
{
    private static readonly LayerFans _fans = new(75, 200);

    public static TheoryData<InitializerDefinition, double, double> Distributions => new()
    {
        { new GaussianInitializer { Mean = 1, StandardDeviation = 0.5 }, 1, 0.5 },
        { new TruncatedNormalInitializer { StandardDeviation = 1 }, 0, 0.8796 },
        { new UniformInitializer { Bound = 3 }, 0, Math.Sqrt(3) },
        { new KaimingNormalInitializer(), 0, Math.Sqrt(2.0 / 75) },
        { new KaimingNormalInitializer { Mode = FanMode.FanOut }, 0, Math.Sqrt(2.0 / 200) },
        { new KaimingUniformInitializer(), 0, 1 / Math.Sqrt(75) / Math.Sqrt(3) },
        { new XavierNormalInitializer(), 0, Math.Sqrt(2.0 / 275) },
        { new XavierUniformInitializer(), 0, Math.Sqrt(2.0 / 275) },
        { new UniformScalingInitializer(), 0, 1 / Math.Sqrt(75) },
        { new ConstantInitializer { Value = 0.1 }, 0.1, 0 },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void MeanAndDeviationAreThoseOfTheDefinition(InitializerDefinition initializer, double mean,
        double deviation)
    {
        float[] values = new float[200_000];
        NetworkInitializer.Draw(values, initializer.Distribution(_fans),
            new RandomStream(3, RandomPurpose.Initialization, 0, 2));
        double average = values.Average(v => (double)v);
        Assert.Equal(mean, average, Math.Max(0.01 * deviation, 1e-7));
        Assert.Equal(deviation, Math.Sqrt(values.Average(v => (v - average) * (v - average))),
            Math.Max(0.01 * deviation, 1e-7));
        if (initializer is TruncatedNormalInitializer)
            Assert.InRange(values.Max(Math.Abs), 1.99, 2);
    }

    [Fact]
    public void FansAreCountedAsInPyTorch()
    {
        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        Assert.Equal(new LayerFans(48 * 25, 256 * 25), LayerFans.Of(paper.Layer("conv2")));
        Assert.Equal(new LayerFans(9216, 4096), LayerFans.Of(paper.Layer("fc6")));
    }

    [Fact]
    public void TheLastMatchingRuleCountsAndTheSeedDecides()
    {
        var definition = new NetworkDefinition("tiny", new(1, 4, 4),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 2, Kernel = 3 },
            new LinearDefinition { Name = "fc2", Outputs = 3 },
        ]);
        InitializationRule[] rules =
        [
            new() { Layers = "*", Weight = new GaussianInitializer(), Bias = new ConstantInitializer { Value = 1 } },
            new() { Layers = "FC*", Bias = new ConstantInitializer { Value = 5 } },
        ];
        Assert.Equal([1, 1], Draw("conv1.bias", 1));
        Assert.Equal([5, 5, 5], Draw("fc2.bias", 1));
        Assert.Equal(Draw("fc2.weight", 1), Draw("fc2.weight", 1));
        Assert.NotEqual(Draw("fc2.weight", 1), Draw("fc2.weight", 2));
        Assert.NotEqual(Draw("fc2.weight", 1)[..18], Draw("conv1.weight", 1));

        float[] Draw(string tensor, ulong seed)
        {
            using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1 });
            NetworkInitializer.Initialize(network, rules, seed);
            float[] values = new float[network.Parameters.Single(p => p.Name == tensor).Count];
            network.Read(tensor, values);
            return values;
        }
    }
}
