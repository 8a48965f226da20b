using System.Runtime.InteropServices;

namespace AlexNetPS.Mpi.Binding;

/// <summary>Messages and collective calls that are underway together.</summary>
internal sealed unsafe class Requests(MpiFunctions mpi)
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

        return (nint*)(_handles + (_count++ * mpi.Family.HandleBytes));
    }

    /// <summary>Whether all have ended; if so there are none afterwards.</summary>
    public bool HaveEnded()
    {
        if (_count > 0 && !mpi.HaveEnded((nint*)_handles, _count))
            return false;
        _count = 0;
        return true;
    }
}
