namespace AlexNetPS.Ranks;

/// <summary>
/// The processes that train one network together, each with a number. All ranks make the same calls in the same order;
/// a call that needs the others returns when they have made it too. For one thread, except for <see cref="Fail"/>.
/// </summary>
public unsafe interface IRankGroup
{
    /// <summary>Number of this process, from 0. Rank 0 writes files and shows progress.</summary>
    int Rank { get; }

    /// <summary>Number of processes, at least 1.</summary>
    int Size { get; }

    /// <summary>Number of this process among those on the same machine, from 0.</summary>
    int LocalRank { get; }

    /// <summary>Number of processes on this machine.</summary>
    int LocalSize { get; }

    /// <summary>What connects the processes, with its version: "Open MPI 4.1.4".</summary>
    string Library { get; }

    /// <summary>What was sent so far, and how long it took.</summary>
    RankTraffic Traffic { get; }

    /// <summary>
    /// Starts to sum values over all ranks, in place, and returns at once. Sums are made one after the other, in the
    /// order of the calls, while the caller goes on.
    /// </summary>
    /// <param name="values">Values of this rank, which must stay until the sum has ended; then the sum, the same bits on
    /// every rank.</param>
    /// <param name="count">Number of values, the same on every rank.</param>
    /// <param name="sum">How they are sent and summed.</param>
    /// <returns>Number of the sum, for <see cref="EndSum"/>.</returns>
    long StartSum(float* values, long count, GradientSum sum);

    /// <summary>Waits for a sum and for all before it.</summary>
    /// <exception cref="RanksException">A rank failed or is gone.</exception>
    void EndSum(long number);

    /// <summary>Gives every rank the bytes of every rank. No sum may be underway.</summary>
    /// <param name="own">Bytes of this rank; as many on every rank.</param>
    /// <param name="all">Receives the bytes of rank 0, of rank 1, and so on.</param>
    /// <exception cref="RanksException">A rank failed or is gone.</exception>
    void Exchange(ReadOnlySpan<byte> own, Span<byte> all);

    /// <summary>Gives every rank the bytes that each rank has for it. No sum may be underway.</summary>
    /// <param name="own">Bytes of this rank for rank 0, for rank 1, and so on; as many for each, on every rank.</param>
    /// <param name="received">Receives the bytes that rank 0, rank 1, and so on, have for this rank.</param>
    /// <exception cref="RanksException">A rank failed or is gone.</exception>
    void ExchangeParts(ReadOnlySpan<byte> own, Span<byte> received);

    /// <summary>Gives every rank the bytes of rank 0. No sum may be underway.</summary>
    /// <param name="bytes">On rank 0 what is sent; on the others as many bytes, which are overwritten.</param>
    /// <exception cref="RanksException">A rank failed or is gone.</exception>
    void Broadcast(Span<byte> bytes);

    /// <summary>
    /// Tells the others that this rank cannot go on: what they wait for, and all later calls, throw a
    /// <see cref="RanksException"/> that names this rank. May be called by any thread.
    /// </summary>
    /// <param name="message">Why.</param>
    void Fail(string message);
}

/// <summary>What one process sent to the others.</summary>
/// <param name="Bytes">Bytes that left this process, by the algorithm's count.</param>
/// <param name="Busy">Time during which calls were underway.</param>
/// <param name="Waited">Time during which the caller waited for them; the rest was hidden behind its work.</param>
public readonly record struct RankTraffic(long Bytes, TimeSpan Busy, TimeSpan Waited);
