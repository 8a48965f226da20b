using System.Collections.Concurrent;
using AlexNetPS.Ranks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Updates;

/// <summary>
/// Sums gradients over the ranks, through host memory: those of the last layer first, and while a bucket is summed the
/// next is copied from the device.
/// </summary>
internal sealed unsafe class RankGradients : IDisposable
{
    // As those of the CPU engine: 16 MB.
    private const long BucketValues = 1 << 22;

    // Memory of steps that failed before their sums ended: they may still be written.
    private static readonly ConcurrentBag<Tensor> _left = [];

    private readonly IRankGroup _ranks;
    private readonly GradientSum _sum;
    private readonly Tensor _host;
    private readonly float* _values;
    private readonly long _count;
    private bool _underway;

    /// <param name="ranks">The ranks.</param>
    /// <param name="sum">How they sum.</param>
    /// <param name="device">A device of the gradients.</param>
    /// <param name="count">Number of all values.</param>
    public RankGradients(IRankGroup ranks, GradientSum sum, TorchDevice device, long count)
    {
        (_ranks, _sum, _count) = (ranks, sum, count);
        _host = device.HostMemory(count, ScalarType.Float32).DetachFromDisposeScope();
        fixed (byte* first = _host.bytes)
            _values = (float*)first;
    }

    /// <summary>Replaces gradients by their sums.</summary>
    /// <param name="gradients">Parts of the gradient of each parameter, in the order of the forward pass.</param>
    public void Sum(IReadOnlyList<IReadOnlyList<Tensor>> gradients)
    {
        var sums = new Queue<long>();
        _underway = true;
        long copied = 0, begun = 0;
        foreach (Tensor part in gradients.Reverse().SelectMany(parts => parts))
        {
            using Tensor place = Place(copied, part);
            place.copy_(part);
            copied += part.NumberOfElements;
            while (begun < copied && (copied - begun >= BucketValues || copied == _count))
            {
                long values = Math.Min(BucketValues, copied - begun);
                sums.Enqueue(_ranks.StartSum(_values + begun, values, _sum));
                begun += values;
            }
        }

        long ended = 0, taken = 0;
        foreach (Tensor part in gradients.Reverse().SelectMany(parts => parts))
        {
            for (; ended < taken + part.NumberOfElements; ended = Math.Min(ended + BucketValues, _count))
                _ranks.EndSum(sums.Dequeue());
            using Tensor place = Place(taken, part);
            part.copy_(place);
            taken += part.NumberOfElements;
        }

        _underway = false;
    }

    public void Dispose()
    {
        if (_underway)
            _left.Add(_host);
        else
            _host.Dispose();
    }

    private Tensor Place(long first, Tensor part)
    {
        using Tensor flat = _host.narrow(0, first, part.NumberOfElements);
        return flat.view(part.shape);
    }
}
