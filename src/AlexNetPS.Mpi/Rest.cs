using System.Diagnostics;

namespace AlexNetPS.Mpi;

/// <summary>
/// How the thread of MPI rests between two looks: not at all while data moves, then it lets other threads run, then it
/// sleeps, so that a rank that waits long for another leaves the processor to it. A new call wakes it.
/// </summary>
internal sealed class Rest(object gate)
{
    // A nap is a small part of the wait before it, smaller if somebody waits. The shortest takes about a millisecond.
    private const double NapShare = 0.02, NapShareUnwatched = 0.1, MaxNapMilliseconds = 50;

    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _patienceUnwatched = TimeSpan.FromMilliseconds(0.1);

    private long _since = Stopwatch.GetTimestamp();

    /// <summary>Rests.</summary>
    /// <param name="news">Whether something moved since the last look.</param>
    /// <param name="wanted">Whether somebody waits for the thread.</param>
    public void After(bool news, bool wanted)
    {
        if (news)
        {
            _since = Stopwatch.GetTimestamp();
            return;
        }

        TimeSpan waited = Stopwatch.GetElapsedTime(_since);
        if (waited < (wanted ? _patience : _patienceUnwatched))
        {
            Thread.Yield();
            return;
        }

        double nap = waited.TotalMilliseconds * (wanted ? NapShare : NapShareUnwatched);
        lock (gate)
            Monitor.Wait(gate, (int)Math.Clamp(nap, 1, MaxNapMilliseconds));
    }
}
