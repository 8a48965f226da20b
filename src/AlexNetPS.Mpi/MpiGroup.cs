using System.Diagnostics;
using AlexNetPS.Mpi.Binding;
using AlexNetPS.Mpi.Calls;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi;

/// <summary>The processes of an MPI job.</summary>
internal sealed unsafe class MpiGroup : IRankGroup
{
    private const int BroadcastBytes = 4 << 20;

    private readonly MpiFunctions _mpi;
    private readonly MpiThread _thread;
    private readonly NativeBuffer _buffer = new();
    private long _bytes;
    private TimeSpan _waited;

    /// <exception cref="RanksException">The processes cannot be connected.</exception>
    public MpiGroup(MpiFunctions mpi, MpiLaunch launch)
    {
        _mpi = mpi;
        _thread = new(mpi, launch);
    }

    public int Rank => _thread.Rank;

    public int Size => _thread.Size;

    public int LocalRank => _thread.LocalRank;

    public int LocalSize => _thread.LocalSize;

    public string Library => _mpi.Version;

    public RankTraffic Traffic => new(_bytes, _thread.Busy, _waited);

    public long StartSum(float* values, long count, GradientSum sum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (Size == 1)
            return 0;
        _bytes += 2 * (sum == GradientSum.BFloat16 ? sizeof(ushort) : sizeof(float)) * count * (Size - 1) / Size;
        return _thread.Start(new SumCall(_thread.Segments, values, count, sum));
    }

    public void EndSum(long number) => Wait(number);

    public void Exchange(ReadOnlySpan<byte> own, Span<byte> all)
    {
        if (all.Length != (long)own.Length * Size)
            throw new ArgumentException($"Has {all.Length} bytes instead of {Size} times {own.Length}.", nameof(all));
        _thread.ThrowIfFailed();
        byte* bytes = _buffer.Reserve((long)own.Length * (Size + 1));
        own.CopyTo(new Span<byte>(bytes, own.Length));
        Complete(new ExchangeCall(_mpi, _thread.Communicator, bytes, own.Length));
        new ReadOnlySpan<byte>(bytes + own.Length, all.Length).CopyTo(all);
        _bytes += (long)own.Length * (Size - 1);
    }

    public void ExchangeParts(ReadOnlySpan<byte> own, Span<byte> received)
    {
        if (own.Length != received.Length || own.Length % Size != 0)
        {
            throw new ArgumentException($"{received.Length} bytes for {own.Length} are not a part for each of {Size} "
                + "ranks.", nameof(received));
        }

        _thread.ThrowIfFailed();
        byte* bytes = _buffer.Reserve(2L * own.Length);
        own.CopyTo(new Span<byte>(bytes, own.Length));
        Complete(new PartsCall(_mpi, _thread.Communicator, bytes, own.Length / Size, Size));
        new ReadOnlySpan<byte>(bytes + own.Length, own.Length).CopyTo(received);
        _bytes += own.Length - own.Length / Size;
    }

    public void Broadcast(Span<byte> bytes)
    {
        _thread.ThrowIfFailed();
        // While a piece is on its way, the one before it is copied out, and the next in.
        byte* buffer = _buffer.Reserve(2L * Math.Min(bytes.Length, BroadcastBytes));
        int pieces = (int)(((long)bytes.Length + BroadcastBytes - 1) / BroadcastBytes);
        long call = 0;
        for (int piece = 0; piece <= pieces; piece++)
        {
            long before = call;
            if (piece < pieces)
            {
                Span<byte> part = Piece(bytes, piece);
                byte* place = Place(piece);
                if (Rank == 0)
                    part.CopyTo(new Span<byte>(place, part.Length));
                _thread.ThrowIfFailed();
                call = _thread.Start(new BroadcastCall(_mpi, _thread.Communicator, place, part.Length));
            }

            if (piece == 0)
                continue;
            Wait(before);
            Span<byte> ended = Piece(bytes, piece - 1);
            if (Rank != 0)
                new ReadOnlySpan<byte>(Place(piece - 1), ended.Length).CopyTo(ended);
            else
                _bytes += (long)ended.Length * (Size - 1);
        }

        byte* Place(int piece) => buffer + (long)(piece & 1) * BroadcastBytes;
    }

    public void Fail(string message) => _thread.Fail(message);

    /// <summary>Ends the group with the process.</summary>
    public void Leave(int exitCode) => _thread.Leave(exitCode);

    private static Span<byte> Piece(Span<byte> bytes, int piece) =>
        bytes.Slice(piece * BroadcastBytes, Math.Min(BroadcastBytes, bytes.Length - piece * BroadcastBytes));

    private void Complete(Call call) => Wait(_thread.Start(call));

    private void Wait(long call)
    {
        long begin = Stopwatch.GetTimestamp();
        _thread.Wait(call);
        _waited += Stopwatch.GetElapsedTime(begin);
    }
}
