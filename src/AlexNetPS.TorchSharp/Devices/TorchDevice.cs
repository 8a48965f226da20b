namespace AlexNetPS.TorchSharp.Devices;

/// <summary>A device of a network: where its tensors are, and how the host's memory gets there and back.</summary>
/// <param name="place">The device as libtorch knows it.</param>
internal abstract class TorchDevice(Device place)
{
    /// <summary>The device as libtorch knows it.</summary>
    public Device Place => place;

    /// <summary>Whether it has a memory of its own, and computes while the host goes on.</summary>
    public abstract bool IsGpu { get; }

    /// <summary>
    /// Whether it draws dropout masks itself: a GPU does, and then waits for no host and no transfer. For the processor
    /// the host's own code is several times as fast as the same in tensor operations (tests: MaskRate).
    /// </summary>
    public virtual bool DrawsMasks => IsGpu;

    /// <summary>Allocates host memory that the device copies from and to while the host goes on.</summary>
    public abstract Tensor HostMemory(long count, ScalarType type);

    /// <summary>Returns values on the device; the host memory may only change after they were needed.</summary>
    public abstract Tensor Upload(Tensor host);

    /// <summary>Begins to copy values to host memory, where they are after <see cref="Wait"/>.</summary>
    public abstract void Download(Tensor values, Tensor host);

    /// <summary>Marks what the device was given so far, copies to host memory included.</summary>
    public abstract IWorkMark Mark();

    /// <summary>Waits for all work that the device was given, copies to host memory included.</summary>
    public abstract void Wait();
}
