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

    public void EndSum(long number)
    {
        long begin = Stopwatch.GetTimestamp();
        _thread.Wait(number);
        _waited += Stopwatch.GetElapsedTime(begin);
    }

    public void Exchange(ReadOnlySpan<byte> own, Span<byte> all)
    {
        if (all.Length != (long)own.Length * Size)
            throw new ArgumentException($"Has {all.Length} bytes instead of {Size} times {own.Length}.", nameof(all));
        _thread.ThrowIfFailed();
        byte* bytes = _buffer.Reserve((long)own.Length * (Size + 1));
        own.CopyTo(new Span<byte>(bytes, own.Length));
        _thread.Wait(_thread.Start(new ExchangeCall(_mpi, _thread.Communicator, bytes, own.Length)));
        new ReadOnlySpan<byte>(bytes + own.Length, all.Length).CopyTo(all);
        _bytes += (long)own.Length * (Size - 1);
    }

    public void Broadcast(Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length; done += BroadcastBytes)
        {
            Span<byte> part = bytes[done..Math.Min(done + BroadcastBytes, bytes.Length)];
            _thread.ThrowIfFailed();
            byte* buffer = _buffer.Reserve(part.Length);
            part.CopyTo(new Span<byte>(buffer, part.Length));
            _thread.Wait(_thread.Start(new BroadcastCall(_mpi, _thread.Communicator, buffer, part.Length)));
            new ReadOnlySpan<byte>(buffer, part.Length).CopyTo(part);
        }
    }

    public void Fail(string message) => _thread.Fail(message);

    /// <summary>Ends the group with the process.</summary>
    public void Leave(int exitCode) => _thread.Leave(exitCode);
}
