using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Engines.Cpu.Stages;
using AlexNetPS.Networks;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace AlexNetPS.Benchmarks;

/// <summary>Stages of the Paper net on a batch of 8, all threads, on every instruction set of this processor.</summary>
public unsafe class KernelBenchmarks
{
    private const int Batch = 8;

    // One for all stages of a level: to make it takes longer than most of what is measured.
    private static (string Level, CpuNetwork Network)? _made;

    private Stage _stage = null!;

    /// <summary>Instruction sets, narrowest first.</summary>
    public static IEnumerable<string> Levels =>
        Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest).Select(level => level.ToString());

    /// <summary>The kernels' instruction set.</summary>
    [ParamsSource(nameof(Levels))]
    public string Level { get; set; } = "";

    /// <summary>Short runs in this process: a build of its own would measure nothing else.</summary>
    public static void Run(bool quick)
    {
        Job job = (quick ? Job.Dry : Job.ShortRun).WithToolchain(InProcessNoEmitToolchain.Instance);
        BenchmarkRunner.Run<KernelBenchmarks>(DefaultConfig.Instance.AddJob(job));
        _made?.Network.Dispose();
    }

    /// <summary>5x5, 2 groups.</summary>
    [GlobalSetup(Targets = [nameof(ConvolutionForward), nameof(ConvolutionBackward)])]
    public void SetUpConvolution() => SetUp("conv2");

    /// <summary>4096 to 4096.</summary>
    [GlobalSetup(Targets = [nameof(LinearForward), nameof(LinearBackward)])]
    public void SetUpLinear() => SetUp("fc7");

    /// <summary>Normalization and pooling in one, 96 channels of 55 x 55.</summary>
    [GlobalSetup(Targets = [nameof(NormalizedPoolForward), nameof(NormalizedPoolBackward)])]
    public void SetUpNormalizedPool() => SetUp("NormalizedPool");

    /// <summary>3x3, stride 2, 256 channels of 13 x 13.</summary>
    [GlobalSetup(Targets = [nameof(PoolingForward), nameof(PoolingBackward)])]
    public void SetUpPooling() => SetUp("MaxPool");

    /// <summary>The 16.8 million weights of fc7.</summary>
    [GlobalSetup(Target = nameof(Update))]
    public void SetUpUpdate() => SetUp("fc7");

    [Benchmark]
    public void ConvolutionForward() => _stage.Forward();

    [Benchmark]
    public void ConvolutionBackward() => _stage.Backward();

    [Benchmark]
    public void LinearForward() => _stage.Forward();

    [Benchmark]
    public void LinearBackward() => _stage.Backward();

    [Benchmark]
    public void NormalizedPoolForward() => _stage.Forward();

    [Benchmark]
    public void NormalizedPoolBackward() => _stage.Backward();

    [Benchmark]
    public void PoolingForward() => _stage.Forward();

    [Benchmark]
    public void PoolingBackward() => _stage.Backward();

    /// <summary>One thread; momentum SGD.</summary>
    [Benchmark]
    public void Update()
    {
        Parameter weights = _stage.Parameters[0];
        KernelSet kernels = KernelSet.For(Enum.Parse<SimdLevel>(Level));
        kernels.Update(new(OptimizerType.Sgd, 0, 0, 0.9f), weights.Values, weights.First, null, weights.First,
            weights.Floats);
    }

    private void SetUp(string stage)
    {
        if (_made?.Level != Level)
        {
            _made?.Network.Dispose();
            _made = (Level, Trained(Enum.Parse<SimdLevel>(Level)));
        }

        _stage = _made.Value.Network.Profile.First(profile => profile.Stage.Name == stage).Stage;
    }

    private static CpuNetwork Trained(SimdLevel level)
    {
        NetworkDefinition definition = NetworkArchitecture.Get("Paper");
        var optimizer = new OptimizerDefinition() { Type = OptimizerType.Sgd, LearningRate = 0, Momentum = 0.9 };
        var network = (CpuNetwork)new CpuEngine(level).Create(definition,
            new() { MaximumBatchSize = Batch, Optimizer = optimizer });
        RandomWeights.Fill(network);
        float[] images = new float[Batch * definition.Input.Count], targets =
            new float[Batch * definition.Classes], logits = new float[targets.Length];
        new Random(1).NextBytes(MemoryMarshal.AsBytes(images.AsSpan()));
        for (int i = 0; i < images.Length; i++)
            images[i] = (BitConverter.SingleToInt32Bits(images[i]) & 1023) / 512f - 1;
        for (int n = 0; n < Batch; n++)
            targets[n * definition.Classes + n] = 1;
        network.TrainStep(images, targets, new(0, 1, 0), logits);
        return network;
    }
}
