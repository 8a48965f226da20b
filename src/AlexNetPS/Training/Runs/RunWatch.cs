namespace AlexNetPS.Training.Runs;

/// <summary>Follows a run in another process or thread.</summary>
public static class RunWatch
{
    // A run folder may be on a network share: often enough for a person, rarely enough for the disk.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    // On some systems, reading run.json fails briefly while it is replaced.
    private const int Attempts = 5;

    /// <summary>Waits for a run to start in a folder.</summary>
    /// <param name="path">The folder; it need not exist yet.</param>
    /// <param name="patience">Maximum waiting time.</param>
    /// <param name="cancellation">Cancels the waiting.</param>
    /// <returns>Whether there is a run.</returns>
    public static bool WaitFor(string path, TimeSpan patience, CancellationToken cancellation = default)
    {
        var folder = new RunFolder(path);
        for (DateTime end = DateTime.UtcNow + patience; !File.Exists(folder.ManifestPath);)
        {
            if (DateTime.UtcNow > end)
                return false;
            Pause(cancellation);
        }

        return true;
    }

    /// <summary>Returns the completed epochs, then each new one as it completes, until the run ends.</summary>
    /// <param name="path">Path of the run folder.</param>
    /// <param name="onLook">Called with the run each time its folder is read.</param>
    /// <param name="cancellation">Stops watching; the run continues.</param>
    /// <exception cref="TrainingException">There is no run, or it cannot be read.</exception>
    public static IEnumerable<EpochResult> Epochs(string path,
        Action<TrainingRun>? onLook = null, CancellationToken cancellation = default)
    {
        int seen = 0;
        while (true)
        {
            TrainingRun run = Open(path, cancellation);
            onLook?.Invoke(run);
            foreach (EpochResult epoch in run.Epochs.Skip(seen))
                yield return epoch;
            seen = Math.Max(seen, run.Epochs.Count);
            if (run.Status != RunStatus.Running)
                yield break;
            Pause(cancellation);
        }
    }

    private static TrainingRun Open(string path, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return TrainingRun.Open(path);
            }
            catch (TrainingException e) when (e.InnerException is IOException or UnauthorizedAccessException
                && attempt < Attempts)
            {
                Pause(cancellation);
            }
        }
    }

    private static void Pause(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(_interval);
        cancellation.ThrowIfCancellationRequested();
    }
}
