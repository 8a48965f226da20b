namespace AlexNetPS.TorchSharp.Devices;

/// <summary>
/// A point in the work of a GPU, by an event of the NVIDIA driver, as TorchSharp has none. Without one (an old driver,
/// a failed call) waiting for the point waits for all work.
/// </summary>
internal sealed unsafe class CudaEvent : IWorkMark
{
    // CU_EVENT_BLOCKING_SYNC and CU_EVENT_DISABLE_TIMING: a waiting host leaves its core to others.
    private const uint Flags = 1 | 2;

    private static readonly CudaDriver? _driver = CudaDriver.Find();

    private readonly TorchDevice _device;
    private nint _event;

    /// <summary>Marks what the GPU was given so far.</summary>
    public CudaEvent(TorchDevice device)
    {
        _device = device;
        _event = Record(device.Place.index);
    }

    /// <inheritdoc/>
    public bool IsReached => _event != 0 && Call("cuEventQuery", _event);

    /// <inheritdoc/>
    public void Wait()
    {
        // Also after a failure of the GPU, of which libtorch's exception tells.
        if (_event == 0 || !Call("cuEventSynchronize", _event))
            _device.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_event != 0)
            Call("cuEventDestroy_v2", _event);
        _event = 0;
    }

    /// <summary>Records an event in libtorch's stream, which is the default one of the primary context.</summary>
    private static nint Record(int gpu)
    {
        int device;
        nint context, previous, mark = 0;
        var get = (delegate* unmanaged<int*, int, int>)Function("cuDeviceGet");
        var retain = (delegate* unmanaged<nint*, int, int>)Function("cuDevicePrimaryCtxRetain");
        var release = (delegate* unmanaged<int, int>)Function("cuDevicePrimaryCtxRelease_v2");
        var pop = (delegate* unmanaged<nint*, int>)Function("cuCtxPopCurrent_v2");
        var create = (delegate* unmanaged<nint*, uint, int>)Function("cuEventCreate");
        var record = (delegate* unmanaged<nint, nint, int>)Function("cuEventRecord");
        if (get is null || retain is null || release is null || pop is null || create is null || record is null
            || get(&device, gpu) != 0 || retain(&context, device) != 0)
        {
            return 0;
        }

        if (Call("cuCtxPushCurrent_v2", context))
        {
            if (create(&mark, Flags) == 0 && record(mark, 0) != 0)
            {
                Call("cuEventDestroy_v2", mark);
                mark = 0;
            }

            pop(&previous);
        }

        release(device);
        return mark;
    }

    private static bool Call(string name, nint handle)
    {
        var call = (delegate* unmanaged<nint, int>)Function(name);
        return call is not null && call(handle) == 0;
    }

    private static void* Function(string name) => _driver is null ? null : _driver.Function(name);
}
