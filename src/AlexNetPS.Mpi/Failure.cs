using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi;

/// <summary>Why a group cannot go on.</summary>
/// <param name="Message">The message for the user.</param>
/// <param name="Rank">The rank that failed; null for other reasons.</param>
internal sealed record Failure(string Message, int? Rank)
{
    /// <summary>A rank that said so.</summary>
    public static Failure Of(int rank, string message) => new($"Rank {rank} failed: {message}", rank);

    /// <summary>An exception for each caller: one that is thrown twice loses its first stack.</summary>
    public RanksException Exception() => new(Message) { Rank = Rank };
}
