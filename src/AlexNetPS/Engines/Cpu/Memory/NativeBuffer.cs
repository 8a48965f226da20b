using System.Runtime.InteropServices;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>Zeroed native memory, aligned to cache lines (and so to the widest register).</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;

    private byte* _data;

    public NativeBuffer(long bytes)
    {
        Bytes = bytes;
        // A read past the last value of a row stays inside the allocation.
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + Alignment), Alignment);
        NativeMemory.Clear(_data, (nuint)(bytes + Alignment));
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

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
