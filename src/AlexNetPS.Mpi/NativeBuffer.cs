using System.Runtime.InteropServices;

namespace AlexNetPS.Mpi;

/// <summary>
/// Memory that MPI reads and writes, which only grows. MPI never sees memory of a caller: after a failure it may still
/// write into what it was given.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const nuint Alignment = 4096;

    private long _capacity;

    /// <summary>First byte.</summary>
    public byte* Bytes { get; private set; }

    /// <summary>Makes room; what was in it is lost if it was too small.</summary>
    public byte* Reserve(long bytes)
    {
        if (bytes > _capacity)
        {
            Dispose();
            Bytes = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            _capacity = bytes;
        }

        return Bytes;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Bytes);
        Bytes = null;
        _capacity = 0;
    }
}
