using AlexNetPS.Mpi.Binding;

namespace AlexNetPS.Mpi.Calls;

/// <summary>
/// Bytes of every rank for each rank alone: first those of this rank for the others, behind them room for theirs.
/// </summary>
internal sealed unsafe class PartsCall(MpiFunctions mpi, nint communicator, byte* own, int count, int size) : Call, IStep
{
    private readonly Requests _request = new(mpi);

    public override IStep Start()
    {
        mpi.GatherParts(own, count, own + (long)count * size, communicator, _request.Add());
        AllStarted = true;
        return this;
    }

    public bool Advance() => _request.HaveEnded();

    public override void End(IStep step) => _request.Dispose();
}
