using System.Runtime.InteropServices;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>Zeroed native memory, aligned to cache lines (and so to the widest register).</summary>
internal sealed unsafe partial class NativeBuffer : IDisposable
{
    private const int CacheLine = 64, HugePage = 2 << 20, AdviseHugePages = 14;

    private byte* _data;

    public NativeBuffer(long bytes)
    {
        Bytes = bytes;
        // A read past the last value of a row stays inside the allocation.
        nuint padded = (nuint)bytes + CacheLine;
        bool large = bytes >= 2 * HugePage;
        _data = (byte*)NativeMemory.AlignedAlloc(padded, large ? HugePage : (nuint)CacheLine);
        // Weights and activations are streamed; with pages of 4 KB the processor would spend its time finding them.
        if (large && OperatingSystem.IsLinux()) _ = Advise(_data, padded, AdviseHugePages);
        NativeMemory.Clear(_data, padded);
    }

    ~NativeBuffer() => Free();

    public long Bytes { get; }

    public byte* Data => _data;

    public float* Floats => (float*)_data;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
