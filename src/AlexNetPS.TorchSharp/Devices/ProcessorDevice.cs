namespace AlexNetPS.TorchSharp.Devices;

/// <summary>The processor: host memory is its memory, and every call waits.</summary>
internal sealed class ProcessorDevice() : TorchDevice(torch.CPU)
{
    public override bool IsGpu => false;

    public override Tensor HostMemory(long count, ScalarType type) => torch.empty(count, type);

    public override Tensor Upload(Tensor host) => host;

    public override void Download(Tensor values, Tensor host) => host.copy_(values);

    public override IWorkMark Mark() => new Reached();

    public override void Wait()
    {
    }

    private sealed class Reached : IWorkMark
    {
        public bool IsReached => true;

        public void Wait()
        {
        }

        public void Dispose()
        {
        }
    }
}
