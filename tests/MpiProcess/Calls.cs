using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>Exchanges and broadcasts.</summary>
internal static class Calls
{
    public static int Check(IRankGroup group)
    {
        bool equal = ReferenceEquals(group, RankGroups.Open(DistributedMode.Mpi));
        foreach (int count in new[] { 0, 1, 1000, 300_000 })
        {
            byte[] own = Bytes(group.Rank, count), all = new byte[count * group.Size];
            group.Exchange(own, all);
            for (int rank = 0; rank < group.Size; rank++)
                equal &= all.AsSpan(rank * count, count).SequenceEqual(Bytes(rank, count));
        }

        foreach (int count in new[] { 0, 1, 1000, 300_000 })
        {
            byte[] own = [.. Enumerable.Range(0, group.Size).SelectMany(rank => Parts(group.Rank, rank, count))];
            byte[] received = new byte[own.Length];
            group.ExchangeParts(own, received);
            for (int rank = 0; rank < group.Size; rank++)
                equal &= received.AsSpan(rank * count, count).SequenceEqual(Parts(rank, group.Rank, count));
        }

        foreach (int count in new[] { 0, 1, 5_000_001 })
        {
            byte[] bytes = Bytes(group.Rank, count);
            group.Broadcast(bytes);
            equal &= bytes.AsSpan().SequenceEqual(Bytes(0, count));
        }

        Console.WriteLine($"rank {group.Rank} of {group.Size}: {(equal ? "equal" : "different")}");
        return equal ? 0 : 1;
    }

    public static int CheckNull(IRankGroup group)
    {
        string? none = group.Rank < 0 ? group.Library : null;
        try
        {
            Console.WriteLine(none!.Length);
            return 1;
        }
        catch (NullReferenceException)
        {
            Console.WriteLine($"rank {group.Rank}: equal");
            return 0;
        }
    }

    private static byte[] Parts(int from, int to, int count) => Bytes((from * 100) + to, count);

    private static byte[] Bytes(int rank, int count)
    {
        byte[] bytes = new byte[count];
        new Random(rank).NextBytes(bytes);
        return bytes;
    }
}
