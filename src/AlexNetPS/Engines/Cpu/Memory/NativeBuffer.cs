using System.Runtime.InteropServices;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>Zeroed native memory, aligned to cache lines (and so to the widest register).</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int CacheLine = 64;

    private readonly bool _pages;
    private byte* _data;

    public NativeBuffer(long bytes)
    {
        Bytes = bytes;
        // Reads past the last value of a row stay inside the allocation.
        long padded = bytes + CacheLine;
        _pages = HugePages.Suit(bytes);
        if (_pages)
        {
            _data = HugePages.Allocate(padded);
            return;
        }

        _data = (byte*)NativeMemory.AlignedAlloc((nuint)padded, CacheLine);
        NativeMemory.Clear(_data, (nuint)padded);
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
        if (_pages)
            HugePages.Free(_data, Bytes + CacheLine);
        else
            NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
