namespace AlexNetPS.TorchSharp.Devices;

/// <summary>An NVIDIA GPU. Host memory is page-locked, so that copies do not wait.</summary>
internal sealed class GpuDevice(Device place) : TorchDevice(place)
{
    public override bool IsGpu => true;

    public override Tensor HostMemory(long count, ScalarType type)
    {
        using Tensor pageable = torch.empty(count, type);
        return pageable.pin_memory();
    }

    public override Tensor Upload(Tensor host) => host.to(Place, non_blocking: true);

    public override void Download(Tensor values, Tensor host) => host.copy_(values, nonBlocking: true);

    public override IWorkMark Mark() => new CudaEvent(this);

    public override void Wait() => torch.cuda.synchronize(Place);
}
