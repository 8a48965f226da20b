using AlexNetPS.Mpi.Binding;

namespace AlexNetPS.Mpi.Sums;

/// <summary>
/// A sum from rank 0 to the last. Each rank receives its share of the values from all others, sums it, and sends the sum
/// to them.
/// </summary>
internal sealed unsafe class OrderedSegment<TWire>(MpiFunctions mpi, nint communicator, int rank, int size) : SumSegment
    where TWire : struct, IWireFormat
{
    // Tags are below 32,768 in every library.
    private const int Tags = 1 << 14, Block = 1024;

    private readonly NativeBuffer _wire = new(), _received = new();
    private readonly Requests _messages = new(mpi);
    private float* _values;
    private int _count;
    private int _tag;
    private bool _summed;

    public override void Start(float* values, int count, long number)
    {
        _values = values;
        (_count, _tag, _summed) = (count, (int)(number % Tags) * 2, false);
        TWire.Write(values, _wire.Reserve((long)count * TWire.Bytes), count);
        int own = Share(rank);
        _received.Reserve((long)own * TWire.Bytes * size);
        for (int step = 1; step < size; step++)
        {
            // Each rank begins with its next, so that not all send to the same first.
            int from = (rank - step + size) % size, to = (rank + step) % size;
            if (own > 0)
                mpi.Receive(Received(from), own * TWire.Bytes, from, _tag, communicator, _messages.Add());
            if (Share(to) > 0)
                mpi.Send(Wire(to), Share(to) * TWire.Bytes, to, _tag, communicator, _messages.Add());
        }
    }

    public override bool Advance()
    {
        if (!_messages.HaveEnded())
            return false;
        if (_summed)
        {
            TWire.Read(_wire.Bytes, _values, _count);
            return true;
        }

        SumShare();
        _summed = true;
        int own = Share(rank);
        for (int step = 1; step < size; step++)
        {
            int from = (rank - step + size) % size, to = (rank + step) % size;
            if (Share(from) > 0)
                mpi.Receive(Wire(from), Share(from) * TWire.Bytes, from, _tag + 1, communicator, _messages.Add());
            if (own > 0)
                mpi.Send(Wire(rank), own * TWire.Bytes, to, _tag + 1, communicator, _messages.Add());
        }

        return false;
    }

    private void SumShare()
    {
        float* sum = stackalloc float[Block];
        int own = Share(rank);
        for (int done = 0; done < own; done += Block)
        {
            int count = Math.Min(Block, own - done);
            TWire.Read(Contribution(0) + ((long)done * TWire.Bytes), sum, count);
            for (int from = 1; from < size; from++)
                TWire.Add(Contribution(from) + ((long)done * TWire.Bytes), sum, count);
            TWire.Write(sum, Wire(rank) + ((long)done * TWire.Bytes), count);
        }
    }

    private byte* Contribution(int from) => from == rank ? Wire(rank) : Received(from);

    private byte* Received(int from) => _received.Bytes + ((long)from * Share(rank) * TWire.Bytes);

    private byte* Wire(int of) => _wire.Bytes + (Begin(of) * TWire.Bytes);

    private int Share(int of) => (int)(Begin(of + 1) - Begin(of));

    private long Begin(int of) => (long)_count * of / size;
}
