using System.Diagnostics;
using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Training.Distributed;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// A network of an engine with a batch in front of it; repeats training steps or predictions and keeps the best.
/// </summary>
internal sealed class StepRunner : IDisposable
{
    private readonly bool _training;
    private readonly int _batch;
    private readonly Clock _clock;
    private readonly float[] _images, _targets, _logits;
    private readonly double _share;
    private int _step;

    public StepRunner(NetworkDefinition definition, int batch, bool training, Clock clock, int threads = 0,
        string device = "cpu", NetworkPrecision precision = NetworkPrecision.Float32,
        ConvolutionAlgorithm convolution = ConvolutionAlgorithm.Auto, IRankGroup? ranks = null,
        GradientSum sum = GradientSum.Float32, Parallelism parallelism = Parallelism.Data)
    {
        _share = parallelism == Parallelism.Data ? 1.0 / (ranks?.Size ?? 1) : 1;
        _training = training;
        _batch = batch;
        _clock = clock;
        var optimizer = new OptimizerDefinition()
        {
            Type = OptimizerType.Sgd,
            LearningRate = 1e-4,
            Momentum = 0.9,
            WeightDecay = 5e-4
        };
        Network = EngineCatalog.ForDevice(device).Create(definition, new()
        {
            Device = device,
            MaximumBatchSize = batch,
            Optimizer = training ? optimizer : null,
            Precision = precision,
            Convolution = convolution,
            Threads = threads,
            Ranks = ranks,
            Parallelism = parallelism,
            GradientSum = sum,
        });
        if (Network is CpuNetwork cpu)
            cpu.Clock = clock.Now;
        RandomWeights.Fill(Network);
        _images = Images((int)(batch * definition.Input.Count));
        _targets = new float[batch * definition.Classes];
        _logits = new float[_targets.Length];
        for (int n = 0; n < batch; n++)
            _targets[n * definition.Classes + n % definition.Classes] = 1;
        if (ranks is null || parallelism == Parallelism.Data)
        {
            Step();
        }
        else if (ranks.Rank == 0)
        {
            Led = new(Network, ranks, new());
            Network = Led;
        }
    }

    public INetwork Network { get; }

    /// <summary>The network of rank 0, if ranks divide the layers.</summary>
    public LedNetwork? Led { get; }

    /// <summary>Images per second of the fastest step so far.</summary>
    public double Best { get; private set; }

    /// <summary>Managed bytes of the step that allocated least.</summary>
    public long Allocated { get; private set; } = long.MaxValue;

    /// <summary>A weighted layer's gradient costs two products more, the first layer's one.</summary>
    public static double FlopsPerImage(NetworkDefinition definition, bool training)
    {
        double forward = 2.0 * definition.MultiplyAdds;
        return training
            ? 3 * forward - 2.0 * definition.ResolvedLayers.First(layer => layer.HasParameters).MultiplyAdds
            : forward;
    }

    /// <summary>Random values from -1 to 1, as many as the images of a batch have.</summary>
    public static float[] Images(int values)
    {
        float[] images = new float[values];
        new Random(1).NextBytes(MemoryMarshal.AsBytes(images.AsSpan()));
        for (int i = 0; i < images.Length; i++)
            images[i] = (BitConverter.SingleToInt32Bits(images[i]) & 1023) / 512f - 1;
        return images;
    }

    /// <summary>At least one step.</summary>
    public void Run(double seconds)
    {
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = _clock.Now();
            Step();
            Best = Math.Max(Best, _batch / _clock.SecondsSince(start));
            Allocated = Math.Min(Allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds);
    }

    public void Dispose() => Network.Dispose();

    public void Step()
    {
        if (_training)
            Network.TrainStep(_images, _targets, new(1e-4, 1, _step++) { Share = _share }, _logits);
        else
            Network.Forward(_images, _logits);
    }
}
