using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// The engine as the runtime's own settings leave it: what a processor with fewer instructions would run.
/// </summary>
public class InstructionSetTests
{
    private static readonly OptimizerDefinition _sgd =
        new() { Type = OptimizerType.Sgd, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 5e-4 };

    /// <summary>Every kind of layer, groups included.</summary>
    internal static readonly NetworkDefinition Small = new("small", new(3, 39, 39),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 48, Kernel = 7, Stride = 4, Padding = new(2, 2) },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1" },
        new MaxPoolDefinition { Name = "pool1", Padding = new(1, 1) },
        new ConvolutionDefinition { Name = "conv2", Filters = 64, Kernel = 3, Padding = new(1, 1), Groups = 2 },
        new ActivationDefinition { Name = "relu2" },
        new LocalResponseNormalizationDefinition { Name = "norm2", Region = NormalizationRegion.WithinMap, Size = 3 },
        new AveragePoolDefinition { Name = "pool2", Kernel = 2, Stride = 1 },
        new LocallyConnectedDefinition { Name = "local3", Filters = 48, Kernel = 2, Padding = new(1, 0) },
        new ActivationDefinition { Name = "relu3" },
        new AdaptiveAveragePoolDefinition { Name = "avgpool", Size = 3 },
        new DropoutDefinition { Name = "drop2", Probability = 0.25 },
        new LinearDefinition { Name = "fc3", Outputs = 70 },
        new ActivationDefinition { Name = "tanh3", Function = ActivationFunction.Tanh },
        new LinearDefinition { Name = "fc4", Outputs = 7 },
    ]);

    [Theory]
    [InlineData(null, nameof(SimdLevel.Vector512))]
    [InlineData("DOTNET_EnableAVX512=0", nameof(SimdLevel.Vector256))]
    [InlineData("DOTNET_EnableAVX2=0", nameof(SimdLevel.Vector128))]
    [InlineData("DOTNET_EnableHWIntrinsic=0", nameof(SimdLevel.Scalar))]
    public void EveryLevelAgreesWithTheScalarTwinWhateverTheThreads(string? setting, string highest)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64 || setting is null,
            "The settings are those of x64.");
        string[] found = OwnProcess.Run((typeof(InstructionSetTests), nameof(Child)), setting);
        SimdLevel expected = (SimdLevel)Math.Min((int)Enum.Parse<SimdLevel>(highest), (int)SimdLevels.Widest);
        Assert.Equal(expected.ToString(), found[0]);
        Assert.Equal(3, found[1].Split(' ').Length);
        Assert.Single(found[1].Split(' ').Distinct());
        Assert.InRange(double.Parse(found[2], System.Globalization.CultureInfo.InvariantCulture), 0, 1e-4);
        Assert.InRange(double.Parse(found[3], System.Globalization.CultureInfo.InvariantCulture), 0, 1e-4);
    }

    /// <summary>
    /// Level; hashes with 1, 2 and 3 threads; largest difference from the scalar path in training and in a preset's
    /// logits.
    /// </summary>
    [Fact(Explicit = true), Trait("Category", "Child")]
    public void Child()
    {
        float[][] trained = [.. new[] { 1, 2, 3 }.Select(threads => Train(SimdLevels.Widest, threads))];
        NetworkDefinition preset = NetworkArchitecture.Get("HalfWidth");
        OwnProcess.Report(
            SimdLevels.Widest.ToString(),
            string.Join(' ',
                trained.Select(values => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan()))))),
            Difference(Train(SimdLevel.Scalar, 2), trained[0]),
            Difference(Predict(preset, SimdLevel.Scalar), Predict(preset, SimdLevels.Widest)));
    }

    private static string Difference(float[] scalar, float[] other) =>
        (scalar.Zip(other).Max(pair => Math.Abs(pair.First - pair.Second)) / scalar.Max(MathF.Abs)).ToString("R",
            System.Globalization.CultureInfo.InvariantCulture);

    private static float[] Train(SimdLevel level, int threads)
    {
        using INetwork network =
            Create(Small, level, new() { MaximumBatchSize = 5, Optimizer = _sgd, Threads = threads });
        float[] images = Golden.Values(5 * Small.Input.Count, 1), targets = new float[5 * 7], logits =
            new float[targets.Length];
        for (int n = 0; n < 5; n++)
            targets[n * 7 + n] = 1;
        for (int step = 0; step < 3; step++)
            network.TrainStep(images, targets, new(0.01, 7, step), logits);
        return [.. network.Parameters.Concat(network.OptimizerState).SelectMany(tensor => Values(network, tensor)),
            .. logits];
    }

    private static float[] Predict(NetworkDefinition preset, SimdLevel level)
    {
        using INetwork network = Create(preset, level, new() { MaximumBatchSize = 1 });
        float[] logits = new float[preset.Classes];
        network.Forward(Golden.Values(preset.Input.Count, 1), logits);
        return logits;
    }

    private static INetwork Create(NetworkDefinition definition, SimdLevel level, NetworkOptions options)
    {
        INetwork network = new CpuEngine(level).Create(definition, options);
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        return network;
    }

    private static float[] Values(INetwork network, TensorDescription tensor)
    {
        float[] values = new float[tensor.Count];
        network.Read(tensor.Name, values);
        return values;
    }
}
