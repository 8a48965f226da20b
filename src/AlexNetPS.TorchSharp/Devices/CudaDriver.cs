using System.Runtime.InteropServices;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>Queries the NVIDIA driver for its version and GPUs (CUDA driver API).</summary>
internal sealed unsafe class CudaDriver : ICudaDriver
{
    private readonly nint _library;

    private CudaDriver(nint library) => _library = library;

    /// <inheritdoc/>
    public Version? Version
    {
        get
        {
            int version = 0;
            var call = (delegate* unmanaged<int*, int>)Function("cuDriverGetVersion");
            return call is not null && call(&version) == 0 ? new(version / 1000, version % 1000 / 10) : null;
        }
    }

    /// <summary>The installed driver; null if there is none.</summary>
    public static CudaDriver? Find() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint library)
            ? new(library)
            : null;

    /// <inheritdoc/>
    public (string Name, long? Bytes) Gpu(int index)
    {
        var initialize = (delegate* unmanaged<uint, int>)Function("cuInit");
        var get = (delegate* unmanaged<int*, int, int>)Function("cuDeviceGet");
        var name = (delegate* unmanaged<byte*, int, int, int>)Function("cuDeviceGetName");
        var memory = (delegate* unmanaged<nuint*, int, int>)Function("cuDeviceTotalMem_v2");
        int device;
        if (initialize is null || get is null || name is null || memory is null || initialize(0) != 0
            || get(&device, index) != 0)
        {
            return ("NVIDIA GPU", null);
        }

        byte* text = stackalloc byte[256];
        nuint bytes;
        return (name(text, 256, device) == 0 ? Marshal.PtrToStringUTF8((nint)text)! : "NVIDIA GPU",
            memory(&bytes, device) == 0 ? (long)bytes : null);
    }

    /// <summary>Returns the address of a function; null if the driver has none of this name.</summary>
    public void* Function(string name) => NativeLibrary.TryGetExport(_library, name, out nint address)
        ? (void*)address
        : null;
}
