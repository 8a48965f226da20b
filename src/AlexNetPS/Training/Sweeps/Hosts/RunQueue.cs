namespace AlexNetPS.Training.Sweeps.Hosts;

/// <summary>
/// Runs that wait for a machine. A machine without work waits until all runs have ended, because one may come back from
/// a machine that is lost.
/// </summary>
internal sealed class RunQueue
{
    private readonly object _lock = new();
    private readonly LinkedList<PlannedRun> _waiting = [];
    private readonly Dictionary<string, ISweepHost> _failed = [];
    private int _active;

    /// <summary>Begins with these runs.</summary>
    public void Fill(IEnumerable<PlannedRun> runs)
    {
        lock (_lock)
        {
            _waiting.Clear();
            foreach (PlannedRun run in runs)
                _waiting.AddLast(run);
        }
    }

    /// <summary>Takes the next run that did not fail on this host; null when none is left.</summary>
    /// <param name="host">Who takes it.</param>
    /// <param name="isAlone">Whether no other host could take what failed on one.</param>
    /// <param name="cancellation">Ends the waiting, after <see cref="Wake"/>.</param>
    public PlannedRun? Take(ISweepHost host, Func<ISweepHost, bool> isAlone, CancellationToken cancellation)
    {
        lock (_lock)
        {
            while (!cancellation.IsCancellationRequested)
            {
                PlannedRun? next = _waiting.FirstOrDefault(run =>
                    _failed.GetValueOrDefault(run.Folder) != host || isAlone(host));
                if (next is not null)
                {
                    _waiting.Remove(next);
                    _active++;
                    return next;
                }

                if (_active == 0 && _waiting.Count == 0)
                    return null;
                Monitor.Wait(_lock);
            }

            return null;
        }
    }

    /// <summary>Gives back a run, which is the next to be taken: its host is lost.</summary>
    public void Return(PlannedRun run)
    {
        lock (_lock)
        {
            _waiting.AddFirst(run);
            _active--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// Puts back a run that failed, for another host; false if that was the second failure, or there is no other host.
    /// </summary>
    public bool TryAnother(PlannedRun run, ISweepHost host, Func<ISweepHost, bool> isAlone)
    {
        lock (_lock)
        {
            if (isAlone(host) || !_failed.TryAdd(run.Folder, host))
                return false;
            _waiting.AddFirst(run);
            return true;
        }
    }

    /// <summary>Counts a run that has ended, or waits for another host.</summary>
    public void Done()
    {
        lock (_lock)
        {
            _active--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Wakes the hosts that wait.</summary>
    public void Wake()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }
}
