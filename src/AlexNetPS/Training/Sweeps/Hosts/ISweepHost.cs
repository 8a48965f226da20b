namespace AlexNetPS.Training.Sweeps.Hosts;

/// <summary>A machine that trains runs of a sweep, one at a time.</summary>
public interface ISweepHost
{
    /// <summary>Name of the machine.</summary>
    string Name { get; }

    /// <summary>
    /// Trains a run, or continues it, in its folder in the folder of the sweep. Returns when it has ended, has reached
    /// the epoch, or is stopped with its checkpoint in the folder.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="epochs">Epochs after which it stops, to go on later.</param>
    /// <param name="observer">Receives the progress, on any thread.</param>
    /// <param name="cancellation">Stops the run after its current step.</param>
    /// <exception cref="SweepHostException">The host cannot take part, or not any more.</exception>
    /// <exception cref="TrainingException">The run failed; the host can train others.</exception>
    void Train(PlannedRun run, int epochs, ISweepHostObserver observer, CancellationToken cancellation);
}

/// <summary>Receives the progress of a run on another machine.</summary>
public interface ISweepHostObserver
{
    /// <summary>Called after every epoch, with its number from 1.</summary>
    void OnEpoch(int epoch);

    /// <summary>Called with a warning for the user; training continues.</summary>
    void OnWarning(string message);
}
