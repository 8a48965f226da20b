using System.Runtime.InteropServices;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// Gradients that stay until the end of the optimizer step, in the order in which the backward pass makes them. With
/// ranks they are summed bucket by bucket, while the pass goes on.
/// </summary>
internal sealed unsafe class KeptGradients : IDisposable
{
    // 16 MB: a sum of fc6 is under way in pieces, and each is updated while the next is sent.
    private const long BucketFloats = 1 << 22;

    private readonly NativeBuffer _memory;
    private readonly long[] _ends;
    private readonly long _floats;
    private readonly IRankGroup? _ranks;
    private readonly GradientSum _sum;
    private readonly long[] _sums;
    private int _begun;

    /// <summary>Gives each learning parameter the memory of its gradient.</summary>
    /// <param name="stages">Stages in the order of the forward pass.</param>
    /// <param name="ranks">Ranks that share the gradients; null for none.</param>
    /// <param name="sum">How they sum them.</param>
    public KeptGradients(Stage[] stages, IRankGroup? ranks, GradientSum sum)
    {
        (_ranks, _sum) = (ranks, sum);
        _ends = new long[stages.Length];
        for (int i = stages.Length - 1; i >= 0; i--)
        {
            _floats += Learning(stages[i]).Sum(parameter => parameter.Floats);
            _ends[i] = _floats;
        }

        _memory = new NativeBuffer(_floats * sizeof(float));
        _sums = new long[_ranks is null ? 1 : (_floats + BucketFloats - 1) / BucketFloats];
        float* next = _memory.Floats;
        foreach (Parameter parameter in stages.Reverse().SelectMany(Learning))
        {
            parameter.Allocate(next);
            next += parameter.Floats;
        }
    }

    /// <summary>Parts whose gradients are ready one after the other.</summary>
    public int Buckets => _sums.Length;

    /// <summary>The backward pass of a stage, and of all later ones, is done.</summary>
    public void Complete(int stage)
    {
        if (_ranks is null)
            return;
        for (; _begun < _sums.Length && End(_begun) <= _ends[stage]; _begun++)
        {
            long start = _begun * BucketFloats;
            _sums[_begun] = _ranks.StartSum(_memory.Floats + start, End(_begun) - start, _sum);
        }
    }

    /// <summary>Waits until the gradients of a bucket, and of all earlier ones, are those of all ranks.</summary>
    /// <returns>End of the gradients that are ready.</returns>
    public float* Await(int bucket)
    {
        if (_ranks is null)
            return _memory.Floats + _floats;
        _ranks.EndSum(_sums[bucket]);
        if (bucket == _sums.Length - 1)
            _begun = 0;
        return _memory.Floats + End(bucket);
    }

    /// <summary>Zeros all gradients, for a rank that has no images in a step.</summary>
    public void Clear() => NativeMemory.Clear(_memory.Data, (nuint)_memory.Bytes);

    public void Dispose()
    {
        // A step that failed has left sums underway, which may still be written.
        if (_begun == 0)
            _memory.Dispose();
        else
            GC.SuppressFinalize(_memory);
    }

    private static IEnumerable<Parameter> Learning(Stage stage) =>
        stage.Parameters.Where(parameter => parameter.Learns);

    private long End(int bucket) => Math.Min((bucket + 1) * BucketFloats, _floats);
}
