using System.Runtime.ExceptionServices;
using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Ranks that are threads of one process: the contract of <see cref="IRankGroup"/> without MPI.</summary>
internal sealed class ThreadRanks
{
    private readonly Barrier _barrier;
    private readonly nint[] _places;
    private readonly byte[][] _bytes;
    private volatile RanksException? _failure;

    private ThreadRanks(int size) =>
        (_barrier, _places, _bytes) = (new Barrier(size), new nint[size], new byte[size][]);

    /// <summary>Does something on each rank; returns what came of it in their order, or throws what rank 0 threw.</summary>
    public static T[] Run<T>(int size, Func<IRankGroup, T> action)
    {
        (T[] results, Exception?[] failures) = Try(size, action);
        if (Array.Find(failures, failure => failure is not null) is { } first)
            ExceptionDispatchInfo.Throw(first);
        return results;
    }

    /// <summary>The same, with what each rank threw.</summary>
    public static (T[] Results, Exception?[] Failures) Try<T>(int size, Func<IRankGroup, T> action)
    {
        var shared = new ThreadRanks(size);
        T[] results = new T[size];
        var failures = new Exception?[size];
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = action(new Member(shared, rank, size));
            }
            catch (Exception e)
            {
                failures[rank] = e;
                shared._failure ??= RankMessages.Failed(rank, e.Message);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return (results, failures);
    }

    // A rank that has failed comes no more.
    private void Meet()
    {
        while (!_barrier.SignalAndWait(TimeSpan.FromMilliseconds(20)))
            ThrowIfFailed();
        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw new RanksException(_failure.Message) { Rank = _failure.Rank };
    }

    private sealed unsafe class Member(ThreadRanks shared, int rank, int size) : IRankGroup
    {
        private readonly Queue<(nint Values, long Count)> _begun = new();
        private long _started;

        public int Rank => rank;

        public int Size => size;

        public int LocalRank => rank;

        public int LocalSize => size;

        public string Library => "threads";

        public RankTraffic Traffic => default;

        public long StartSum(float* values, long count, GradientSum sum)
        {
            _begun.Enqueue(((nint)values, count));
            return _started++;
        }

        public void EndSum(long number)
        {
            while (_started - _begun.Count <= number)
            {
                (nint values, long count) = _begun.Dequeue();
                shared._places[rank] = values;
                shared.Meet();
                float[] total = new Span<float>((float*)shared._places[0], (int)count).ToArray();
                for (int other = 1; other < size; other++)
                {
                    var added = new Span<float>((float*)shared._places[other], (int)count);
                    for (int i = 0; i < total.Length; i++)
                        total[i] += added[i];
                }

                shared.Meet();
                total.CopyTo(new Span<float>((float*)values, (int)count));
            }
        }

        public void Exchange(ReadOnlySpan<byte> own, Span<byte> all)
        {
            Assert.Empty(_begun);
            shared._bytes[rank] = own.ToArray();
            shared.Meet();
            for (int other = 0; other < size; other++)
                shared._bytes[other].CopyTo(all.Slice(other * own.Length, own.Length));
            shared.Meet();
        }

        public void ExchangeParts(ReadOnlySpan<byte> own, Span<byte> received)
        {
            Assert.Empty(_begun);
            shared._bytes[rank] = own.ToArray();
            shared.Meet();
            int part = own.Length / size;
            for (int other = 0; other < size; other++)
                shared._bytes[other].AsSpan(rank * part, part).CopyTo(received.Slice(other * part, part));
            shared.Meet();
        }

        public void Broadcast(Span<byte> bytes)
        {
            Assert.Empty(_begun);
            if (rank == 0)
                shared._bytes[0] = bytes.ToArray();
            shared.Meet();
            if (rank != 0)
                shared._bytes[0].CopyTo(bytes);
            shared.Meet();
        }

        public void Fail(string message) => shared._failure ??= RankMessages.Failed(rank, message);
    }
}
