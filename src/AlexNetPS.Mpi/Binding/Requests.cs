using System.Runtime.InteropServices;

namespace AlexNetPS.Mpi.Binding;

/// <summary>Messages and collective calls that are underway together.</summary>
internal sealed unsafe class Requests(MpiFunctions mpi) : IDisposable
{
    private byte* _handles;
    private int _capacity;
    private int _count;

    /// <summary>Place for the handle of one more.</summary>
    public nint* Add()
    {
        if (_count == _capacity)
        {
            _capacity = Math.Max(8, _capacity * 2);
            _handles = (byte*)NativeMemory.Realloc(_handles, (nuint)(_capacity * sizeof(nint)));
        }

        byte* handle = _handles + (_count++ * mpi.Family.HandleBytes);
        // If MPI cannot start it, there is nothing to wait for.
        if (mpi.Family.IsOpenMpi)
            *(nint*)handle = mpi.Family.NoRequest;
        else
            *(int*)handle = (int)mpi.Family.NoRequest;
        return (nint*)handle;
    }

    /// <summary>Whether all have ended; if so there are none afterwards.</summary>
    public bool HaveEnded()
    {
        if (_count > 0 && !mpi.HaveEnded((nint*)_handles, _count))
            return false;
        _count = 0;
        return true;
    }

    /// <summary>Frees the handles, after all have ended: MPI may write into those that have not.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_handles);
        _handles = null;
        _capacity = 0;
    }
}
