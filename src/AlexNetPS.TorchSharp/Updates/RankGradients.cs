using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Ranks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Updates;

/// <summary>
/// Sums gradients over the ranks, through host memory, in buckets and those of the last layer first. The devices copy a
/// bucket as part of their work, and its sum begins when the copy has ended, while they go on.
/// </summary>
internal sealed unsafe class RankGradients : IDisposable
{
    /// <summary>Values of a bucket, as of the CPU engine: 16 MB.</summary>
    public const long BucketValues = 1 << 22;

    // Memory of steps that failed before their sums ended: they may still be written.
    private static readonly ConcurrentBag<Tensor> _left = [];

    private readonly IRankGroup _ranks;
    private readonly GradientSum _sum;
    private readonly IReadOnlyList<TorchDevice> _devices;
    private readonly Tensor _host;
    private readonly float* _values;
    private readonly long _count;
    private readonly Queue<Bucket> _copied = new(), _begun = new();
    private Bucket? _open;
    private long _sent;
    private bool _underway;

    /// <param name="ranks">The ranks.</param>
    /// <param name="sum">How they sum.</param>
    /// <param name="devices">The devices of the gradients' parts.</param>
    /// <param name="count">Number of all values.</param>
    /// <exception cref="EngineException">The host has too little memory for them.</exception>
    public RankGradients(IRankGroup ranks, GradientSum sum, IReadOnlyList<TorchDevice> devices, long count)
    {
        (_ranks, _sum, _devices, _count) = (ranks, sum, devices, count);
        try
        {
            _host = devices[0].HostMemory(count, ScalarType.Float32).DetachFromDisposeScope();
        }
        catch (ExternalException e) when (DeviceFailure.IsOutOfMemory(e))
        {
            throw new EngineException($"The gradients need {count * sizeof(float) / 1_000_000} MB of the host's memory "
                + "on their way to other ranks, which it does not have. Start fewer ranks on each machine.", e);
        }

        fixed (byte* first = _host.bytes)
            _values = (float*)first;
    }

    /// <summary>
    /// Has the devices copy a gradient, and begins the sums of all buckets whose copies have ended. Does not wait for
    /// devices that compute while the host goes on.
    /// </summary>
    /// <param name="gradient">Its parts by device, of the parameter before the one that was sent last.</param>
    public void Send(IReadOnlyList<Tensor> gradient)
    {
        _underway = true;
        for (int part = 0; part < gradient.Count; part++)
        {
            using Tensor flat = gradient[part].view(-1);
            for (long taken = 0, some; taken < flat.NumberOfElements; taken += some)
            {
                _open ??= new(_sent);
                some = Math.Min(flat.NumberOfElements - taken, BucketValues - (_sent - _open.First));
                Tensor values = flat.narrow(0, taken, some), host = _host.narrow(0, _sent, some);
                _devices[part].Download(values, host);
                _open.Pieces.Add((values, host));
                _sent += some;
                if (_sent - _open.First == BucketValues || _sent == _count)
                {
                    _open.Marks = [.. _devices.Select(device => device.Mark())];
                    _copied.Enqueue(_open);
                    _open = null;
                }

                while (_copied.TryPeek(out Bucket? bucket) && bucket.IsCopied)
                    Begin(_copied.Dequeue());
            }
        }
    }

    /// <summary>
    /// Waits for the sums, and has the devices copy them over the gradients. All must have been sent.
    /// </summary>
    public void Receive()
    {
        while (_copied.TryDequeue(out Bucket? bucket))
        {
            bucket.Wait();
            Begin(bucket);
        }

        while (_begun.TryDequeue(out Bucket? bucket))
        {
            using (bucket)
            {
                _ranks.EndSum(bucket.Sum);
                foreach ((Tensor values, Tensor host) in bucket.Pieces)
                    values.copy_(host, nonBlocking: true);
            }
        }

        _sent = 0;
        _underway = false;
    }

    public void Dispose()
    {
        foreach (Bucket bucket in _copied.Concat(_begun))
            bucket.Dispose();
        _open?.Dispose();
        if (_underway)
            _left.Add(_host);
        else
            _host.Dispose();
    }

    private void Begin(Bucket bucket)
    {
        bucket.Sum = _ranks.StartSum(_values + bucket.First, bucket.Pieces.Sum(piece => piece.Host.NumberOfElements),
            _sum);
        _begun.Enqueue(bucket);
    }

    /// <param name="first">Index of its first value.</param>
    private sealed class Bucket(long first) : IDisposable
    {
        public long First => first;

        /// <summary>Parts of gradients, and where they are in host memory.</summary>
        public List<(Tensor Values, Tensor Host)> Pieces { get; } = [];

        /// <summary>The end of the copies, on each device.</summary>
        public IReadOnlyList<IWorkMark> Marks { get; set; } = [];

        /// <summary>Number of the sum.</summary>
        public long Sum { get; set; }

        public bool IsCopied => Marks.All(mark => mark.IsReached);

        public void Wait()
        {
            foreach (IWorkMark mark in Marks)
                mark.Wait();
        }

        public void Dispose()
        {
            foreach (IWorkMark mark in Marks)
                mark.Dispose();
            foreach ((Tensor values, Tensor host) in Pieces)
            {
                values.Dispose();
                host.Dispose();
            }
        }
    }
}
