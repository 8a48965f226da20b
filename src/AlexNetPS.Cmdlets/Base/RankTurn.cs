using AlexNetPS.Ranks;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// The use of the ranks by one training. Those of several runspaces (ForEach-Object -Parallel) would mix what they
/// send, and each rank begins with another.
/// </summary>
internal sealed class RankTurn : IDisposable
{
    // Not a lock, which the same thread could take again: with what it returns, a training may begin another.
    private static int _isUsed;

    private readonly bool _isTaken;

    /// <param name="ranks">The ranks; null for a training by itself, of which there may be several.</param>
    /// <exception cref="RanksException">Another training has them.</exception>
    public RankTurn(IRankGroup? ranks)
    {
        if (ranks is null)
            return;
        if (Interlocked.Exchange(ref _isUsed, 1) == 1)
        {
            throw new RanksException("Another training of this process uses the ranks. Train one after the other, or "
                + "each by itself: -Distributed None.");
        }

        _isTaken = true;
    }

    public void Dispose()
    {
        if (_isTaken)
            Volatile.Write(ref _isUsed, 0);
    }
}
