using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>
/// libtorch's processor behind the rules of a GPU: values are somewhere else after an upload, results are there after a
/// wait and not before, and a tensor may not fit. So the code of a GPU runs where there is none.
/// </summary>
internal sealed class FakeGpu() : TorchDevice(Both.Processor.Place)
{
    private readonly Queue<Action> _downloads = new();
    private int _begun;

    /// <summary>The most bytes that an upload may have.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Bytes sent so far.</summary>
    public long Uploaded { get; private set; }

    /// <summary>The most bytes that host memory may have at once.</summary>
    public long HostRoom { get; set; } = long.MaxValue;

    /// <summary>Copies to the host that nobody has waited for.</summary>
    public int Pending => _downloads.Count;

    /// <summary>Called before a wait for a mark.</summary>
    public Action? Waiting { get; set; }

    /// <summary>Number of waits so far.</summary>
    public int Waits { get; private set; }

    public override bool IsGpu => true;

    /// <summary>An engine that has two of them, and the processor.</summary>
    public static TorchEngine Engine(params FakeGpu[] gpus) => new(
        [
            .. gpus.Select((_, i) => new EngineDevice("torch", $"cuda:{i}", "a fake GPU")),
            .. Both.Torch.Devices.Where(device => device.Name == DeviceList.Processor),
        ],
        device => device.Name == DeviceList.Processor ? Both.Processor : gpus[device.Name[^1] - '0']);

    public override Tensor HostMemory(long count, ScalarType type) => count * sizeof(float) <= HostRoom
        ? torch.empty(count, type)
        : throw new ExternalException("CUDA error: out of memory");

    public override Tensor Upload(Tensor host)
    {
        long bytes = host.NumberOfElements * host.ElementSize;
        if (bytes > Room)
        {
            throw new ExternalException(
                $"CUDA out of memory. Tried to allocate {bytes} bytes. GPU 0 has a total capacity of {Room} bytes.\n"
                    + "Exception raised from malloc at CUDACachingAllocator.cpp:1");
        }

        Uploaded += bytes;
        return host.clone();
    }

    public override void Download(Tensor values, Tensor host)
    {
        (Tensor from, Tensor to) = (values.clone().DetachFromDisposeScope(), host.alias().DetachFromDisposeScope());
        _begun++;
        _downloads.Enqueue(() =>
        {
            using (from)
            using (to)
                to.copy_(from);
        });
    }

    public override IWorkMark Mark() => new DownloadMark(this, _begun);

    public override void Wait()
    {
        Waits++;
        Until(_begun);
    }

    private void Until(int downloads)
    {
        while (_begun - _downloads.Count < downloads)
            _downloads.Dequeue()();
    }

    private sealed class DownloadMark(FakeGpu gpu, int begun) : IWorkMark
    {
        public bool IsReached => gpu._begun - gpu._downloads.Count >= begun;

        public void Wait()
        {
            gpu.Waiting?.Invoke();
            gpu.Until(begun);
        }

        public void Dispose()
        {
        }
    }
}
