namespace AlexNetPS.Training.Runs;

/// <summary>Follows a run that another process, or another thread, is at.</summary>
public static class RunWatch
{
    // A run folder may sit on a share: often enough for a person, seldom enough for the disk.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    // run.json is replaced while it is read: on some systems that fails for a moment.
    private const int Attempts = 5;

    /// <summary>Waits for a run to begin in a folder.</summary>
    /// <param name="path">The folder; it need not be there yet.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether there is a run now.</returns>
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

    /// <summary>The epochs that are done, then each new one as it ends, until the run ends.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="onLook">Told of the run each time its folder is looked at.</param>
    /// <param name="cancellation">Ends the watching; the run goes on.</param>
    /// <exception cref="TrainingException">There is no run, or it cannot be read.</exception>
    public static IEnumerable<EpochResult> Epochs(string path, Action<TrainingRun>? onLook =
        null, CancellationToken cancellation = default)
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
