using AlexNetPS.Mpi.Binding;

namespace AlexNetPS.Mpi.Calls;

/// <summary>Bytes of rank 0 for every rank, in place.</summary>
internal sealed unsafe class BroadcastCall(MpiFunctions mpi, nint communicator, byte* bytes, int count) : Call, IStep
{
    private readonly Requests _request = new(mpi);

    public override IStep Start()
    {
        mpi.Broadcast(bytes, count, communicator, _request.Add());
        AllStarted = true;
        return this;
    }

    public bool Advance() => _request.HaveEnded();

    public override void End(IStep step) => _request.Dispose();
}
