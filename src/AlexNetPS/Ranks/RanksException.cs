namespace AlexNetPS.Ranks;

/// <summary>
/// Thrown if the processes of a training cannot be connected, or if one of them has failed; the message says which and
/// what to do.
/// </summary>
public sealed class RanksException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The rank that failed; null for other reasons.</summary>
    public int? Rank { get; init; }
}
