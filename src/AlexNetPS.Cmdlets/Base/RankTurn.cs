using AlexNetPS.Ranks;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// The use of the ranks by one training. Those of several runspaces (ForEach-Object -Parallel) would mix what they
/// send, and each rank begins with another.
/// </summary>
internal sealed class RankTurn : IDisposable
{
    private static readonly Lock _turn = new();

    private readonly bool _isTaken;

    /// <param name="ranks">The ranks; null for a training by itself, of which there may be several.</param>
    /// <exception cref="RanksException">Another training has them.</exception>
    public RankTurn(IRankGroup? ranks)
    {
        if (ranks is null)
            return;
        if (!_turn.TryEnter())
        {
            throw new RanksException("Another training of this process uses the ranks. Train one after the other, or "
                + "each by itself: -Distributed None.");
        }

        _isTaken = true;
    }

    public void Dispose()
    {
        if (_isTaken)
            _turn.Exit();
    }
}
