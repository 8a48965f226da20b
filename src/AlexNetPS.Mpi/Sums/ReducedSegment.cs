using AlexNetPS.Mpi.Binding;

namespace AlexNetPS.Mpi.Sums;

/// <summary>A sum by MPI's own allreduce.</summary>
internal sealed unsafe class ReducedSegment(MpiFunctions mpi, nint communicator) : SumSegment
{
    private readonly NativeBuffer _wire = new();
    private readonly Requests _request = new(mpi);
    private float* _values;
    private int _count;

    public override void Start(float* values, int count, long number)
    {
        _values = values;
        _count = count;
        byte* wire = _wire.Reserve((long)count * sizeof(float));
        Float32Wire.Write(values, wire, count);
        mpi.Sum((float*)wire, count, communicator, _request.Add());
    }

    public override bool Advance()
    {
        if (!_request.HaveEnded())
            return false;
        Float32Wire.Read(_wire.Bytes, _values, _count);
        return true;
    }
}
