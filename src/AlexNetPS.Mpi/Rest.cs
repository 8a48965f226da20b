using System.Diagnostics;

namespace AlexNetPS.Mpi;

/// <summary>
/// How the thread of MPI rests between two looks: not at all while data moves, then it lets other threads run, then it
/// sleeps, so that a rank that waits long for another leaves the processor to it.
/// </summary>
internal sealed class Rest(object gate)
{
    // Sleeping takes about a millisecond: a small part of a wait that has lasted ten.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _patienceUnwatched = TimeSpan.FromMilliseconds(0.1);

    private long _since;

    /// <summary>Something begins or has moved.</summary>
    public void Begin() => _since = 0;

    /// <summary>Rests.</summary>
    /// <param name="news">Whether something moved since the last look.</param>
    /// <param name="wanted">Whether somebody waits for the thread.</param>
    public void After(bool news, bool wanted)
    {
        if (news || _since == 0)
        {
            _since = Stopwatch.GetTimestamp();
            return;
        }

        if (Stopwatch.GetElapsedTime(_since) < (wanted ? _patience : _patienceUnwatched))
        {
            Thread.Yield();
            return;
        }

        lock (gate)
            Monitor.Wait(gate, 1);
    }
}
