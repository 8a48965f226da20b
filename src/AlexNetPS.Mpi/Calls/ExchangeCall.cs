using AlexNetPS.Mpi.Binding;

namespace AlexNetPS.Mpi.Calls;

/// <summary>Bytes of every rank for every rank: first those of this rank, behind them room for those of all.</summary>
internal sealed unsafe class ExchangeCall(MpiFunctions mpi, nint communicator, byte* own, int count) : Call, IStep
{
    private readonly Requests _request = new(mpi);

    public override IStep Start()
    {
        mpi.Gather(own, count, own + count, communicator, _request.Add());
        AllStarted = true;
        return this;
    }

    public bool Advance() => _request.HaveEnded();

    public override void End(IStep step) => _request.Dispose();
}
