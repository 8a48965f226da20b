using System.Runtime.InteropServices;
using System.Text;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi.Binding;

/// <summary>
/// The functions of a loaded library. Handles are passed as <c>nint</c> in both families: an argument has eight bytes in a
/// register and on the stack, of which a callee that wants an int takes the lower half. (Apple packs the stack of ARM, but
/// no call has more than the eight arguments that fit in its registers.) In memory a handle of MPICH has four bytes, which
/// a zeroed <c>nint</c> receives in its lower half.
/// </summary>
internal sealed unsafe class MpiFunctions
{
    private const int Funneled = 1, ErrorTextBytes = 2048, VersionBytes = 16 << 10;

    private readonly delegate* unmanaged<byte*, int*, int> _getLibraryVersion;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorString;
    private readonly delegate* unmanaged<nint, nint, int, int*, int> _initThread;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<nint, int*, int> _commRank;
    private readonly delegate* unmanaged<nint, int*, int> _commSize;
    private readonly delegate* unmanaged<nint, nint*, int> _commDup;
    private readonly delegate* unmanaged<nint, int, int, nint, nint*, int> _commSplitType;
    private readonly delegate* unmanaged<nint, nint, int> _commSetErrhandler;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _isend;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _irecv;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint, int> _recv;
    private readonly delegate* unmanaged<int, int, nint, int*, nint, int> _iprobe;
    private readonly delegate* unmanaged<int, nint*, int*, nint, int> _testall;
    private readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int> _iallreduce;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> _iallgather;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> _ialltoall;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, nint*, int> _ibcast;

    /// <exception cref="EntryPointNotFoundException">The file is not an MPI library of version 3.</exception>
    public MpiFunctions(nint library)
    {
        _getLibraryVersion = (delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version");
        _errorString = (delegate* unmanaged<int, byte*, int*, int>)Export("MPI_Error_string");
        _initThread = (delegate* unmanaged<nint, nint, int, int*, int>)Export("MPI_Init_thread");
        _finalize = (delegate* unmanaged<int>)Export("MPI_Finalize");
        _abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        _commRank = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank");
        _commSize = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size");
        _commDup = (delegate* unmanaged<nint, nint*, int>)Export("MPI_Comm_dup");
        _commSplitType = (delegate* unmanaged<nint, int, int, nint, nint*, int>)Export("MPI_Comm_split_type");
        _commSetErrhandler = (delegate* unmanaged<nint, nint, int>)Export("MPI_Comm_set_errhandler");
        _isend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Export("MPI_Isend");
        _irecv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Export("MPI_Irecv");
        _recv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint, int>)Export("MPI_Recv");
        _iprobe = (delegate* unmanaged<int, int, nint, int*, nint, int>)Export("MPI_Iprobe");
        _testall = (delegate* unmanaged<int, nint*, int*, nint, int>)Export("MPI_Testall");
        _iallreduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int>)Export("MPI_Iallreduce");
        _iallgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)
            Export("MPI_Iallgather");
        _ialltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)
            Export("MPI_Ialltoall");
        _ibcast = (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)Export("MPI_Ibcast");
        Family = MpiFamily.Of(library);
        string description = ReadDescription();
        Version = LibraryVersion.Parse(description);
        MayHangAtEnd = description.Contains("ch4:ucx", StringComparison.Ordinal);

        nint Export(string name) => NativeLibrary.GetExport(library, name);
    }

    /// <summary>The values of its mpi.h.</summary>
    public MpiFamily Family { get; }

    /// <summary>Name and version: "Open MPI 4.1.4".</summary>
    public string Version { get; }

    /// <summary>
    /// Whether MPI_Finalize may wait forever if there are several machines. MPICH 4.0.2 over UCX and TCP did in about half
    /// of the runs: one rank waited for an answer to its last message, the other no longer looked for messages. Its mpiexec
    /// takes an exit without MPI_Finalize as a good one; Open MPI's does not.
    /// </summary>
    public bool MayHangAtEnd { get; }

    /// <summary>MPI_Init_thread, for one thread that alone makes calls: the current one.</summary>
    public void Initialize()
    {
        int provided;
        Check(_initThread(0, 0, Funneled, &provided));
        if (provided < Funneled)
            throw new RanksException($"{Version} was built for programs with a single thread, and .NET has several.");
        ReturnErrors(Family.World);
    }

    /// <summary>MPI_Finalize.</summary>
    public void Complete() => Check(_finalize());

    /// <summary>MPI_Abort: ends all processes.</summary>
    public void Abort(int exitCode) => _ = _abort(Family.World, exitCode);

    /// <summary>MPI_Comm_rank.</summary>
    public int Rank(nint communicator)
    {
        int rank;
        Check(_commRank(communicator, &rank));
        return rank;
    }

    /// <summary>MPI_Comm_size.</summary>
    public int Size(nint communicator)
    {
        int size;
        Check(_commSize(communicator, &size));
        return size;
    }

    /// <summary>MPI_Comm_dup of all processes: messages of one communicator never meet those of another.</summary>
    public nint NewCommunicator()
    {
        nint communicator = 0;
        Check(_commDup(Family.World, &communicator));
        ReturnErrors(communicator);
        return communicator;
    }

    /// <summary>MPI_Comm_split_type: the processes on this machine.</summary>
    public nint NewCommunicatorOfMachine()
    {
        nint communicator = 0;
        Check(_commSplitType(Family.World, Family.SharedMemory, 0, Family.NoInfo, &communicator));
        return communicator;
    }

    /// <summary>MPI_Isend.</summary>
    public void Send(void* bytes, int count, int to, int tag, nint communicator, nint* request) =>
        Check(_isend(bytes, count, Family.Byte, to, tag, communicator, request));

    /// <summary>MPI_Irecv.</summary>
    public void Receive(void* bytes, int count, int from, int tag, nint communicator, nint* request) =>
        Check(_irecv(bytes, count, Family.Byte, from, tag, communicator, request));

    /// <summary>MPI_Iprobe and MPI_Recv: takes a message that has come from any rank.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(void* bytes, int count, int tag, nint communicator)
    {
        int arrived;
        Check(_iprobe(Family.AnySource, tag, communicator, &arrived, Family.NoStatus));
        if (arrived == 0)
            return false;
        Check(_recv(bytes, count, Family.Byte, Family.AnySource, tag, communicator, Family.NoStatus));
        return true;
    }

    /// <summary>MPI_Testall.</summary>
    /// <param name="requests">Handles, as many bytes each as the family's have.</param>
    /// <param name="count">Number of them.</param>
    public bool HaveEnded(nint* requests, int count)
    {
        int ended;
        Check(_testall(count, requests, &ended, Family.NoStatus));
        return ended != 0;
    }

    /// <summary>MPI_Iallreduce, a sum in place.</summary>
    public void Sum(float* values, int count, nint communicator, nint* request) =>
        Check(_iallreduce(Family.InPlace, values, count, Family.Float, Family.Sum, communicator, request));

    /// <summary>MPI_Iallgather.</summary>
    public void Gather(void* own, int count, void* all, nint communicator, nint* request) =>
        Check(_iallgather(own, count, Family.Byte, all, count, Family.Byte, communicator, request));

    /// <summary>MPI_Ialltoall.</summary>
    public void GatherParts(void* own, int count, void* received, nint communicator, nint* request) =>
        Check(_ialltoall(own, count, Family.Byte, received, count, Family.Byte, communicator, request));

    /// <summary>MPI_Ibcast from rank 0.</summary>
    public void Broadcast(void* bytes, int count, nint communicator, nint* request) =>
        Check(_ibcast(bytes, count, Family.Byte, 0, communicator, request));

    private void ReturnErrors(nint communicator) => Check(_commSetErrhandler(communicator, Family.ErrorsReturn));

    private string ReadDescription()
    {
        byte[] text = new byte[VersionBytes];
        int length;
        fixed (byte* bytes = text)
            Check(_getLibraryVersion(bytes, &length));
        return Encoding.UTF8.GetString(text, 0, Math.Clamp(length, 0, text.Length));
    }

    private void Check(int result)
    {
        if (result == 0)
            return;
        byte* text = stackalloc byte[ErrorTextBytes];
        int length = 0;
        string reason = _errorString(result, text, &length) == 0 && length is > 0 and <= ErrorTextBytes
            ? Encoding.UTF8.GetString(text, length)
            : $"error {result}";
        throw new RanksException($"{Version ?? "The MPI library"} failed: {reason.TrimEnd('\0', '.', '\n', ' ')}.");
    }
}
