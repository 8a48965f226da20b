using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Text;

namespace AlexNetPS.Ranks;

/// <summary>What ranks tell each other in words, and what they do together or not at all.</summary>
public static class RankMessages
{
    /// <summary>Returns the text of rank 0, on all ranks.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="text">On rank 0; ignored on the others.</param>
    internal static string Broadcast(this IRankGroup group, string text)
    {
        byte[] bytes = group.Rank == 0 ? Encoding.UTF8.GetBytes(text) : [];
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        group.Broadcast(length);
        if (group.Rank != 0)
            bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        group.Broadcast(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Returns the texts of all ranks, on all ranks.</summary>
    internal static string[] Exchange(this IRankGroup group, string text)
    {
        byte[] own = Encoding.UTF8.GetBytes(text);
        int[] lengths = group.Exchange(own.Length);
        int longest = lengths.Max();
        byte[] padded = new byte[longest], all = new byte[(long)longest * group.Size];
        own.CopyTo(padded, 0);
        group.Exchange(padded, all);
        return [.. lengths.Select((length, rank) => Encoding.UTF8.GetString(all, rank * longest, length))];
    }

    /// <summary>Returns the numbers of all ranks, on all ranks.</summary>
    internal static int[] Exchange(this IRankGroup group, int number)
    {
        Span<byte> own = stackalloc byte[sizeof(int)];
        byte[] all = new byte[sizeof(int) * group.Size];
        BinaryPrimitives.WriteInt32LittleEndian(own, number);
        group.Exchange(own, all);
        return [.. Enumerable.Range(0, group.Size)
            .Select(rank => BinaryPrimitives.ReadInt32LittleEndian(all.AsSpan(rank * sizeof(int))))];
    }

    /// <summary>
    /// Does something on all ranks, and returns when all have done it. If it fails on one, none of them goes on.
    /// </summary>
    /// <param name="group">The ranks; all call this.</param>
    /// <param name="action">What each does; its own exceptions are thrown on.</param>
    /// <exception cref="RanksException">It failed on another rank.</exception>
    public static void Agree(this IRankGroup group, Action action)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            action();
        }
        catch (Exception e) when (e is not RanksException)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        // A message may be empty.
        string[] failures = group.Exchange(failure is null ? "" : $"!{failure.SourceException.Message}");
        failure?.Throw();
        int failed = Array.FindIndex(failures, text => text.Length > 0);
        if (failed >= 0)
            throw Failed(failed, failures[failed][1..]);
    }

    /// <summary>Returns the exception with which the other ranks end.</summary>
    internal static RanksException Failed(int rank, string message) => new($"Rank {rank} failed: {message}")
    {
        Rank = rank,
    };
}
