namespace AlexNetPS.Training.Sweeps;

/// <summary>Receives the progress of a sweep, on the threads of its runs, several at a time.</summary>
public interface ISweepObserver
{
    /// <summary>Called when a run starts or continues.</summary>
    /// <param name="run">The run.</param>
    /// <param name="slot">Its place among the runs at a time, from 0.</param>
    /// <returns>Receives the progress of the run; null for nobody.</returns>
    ITrainingObserver? OnStarted(PlannedRun run, int slot);

    /// <summary>Called when a run has ended: completed, stopped, or failed.</summary>
    void OnEnded(SweepRun run);

    /// <summary>Called with the completed epochs of all runs, and the epochs of the plan.</summary>
    void OnEpochs(long done, long planned);

    /// <summary>Called with a warning about the sweep; it continues.</summary>
    void OnWarning(string message);

    /// <summary>Called after a comparison of the settings.</summary>
    /// <param name="epochs">Epochs after which they were compared.</param>
    /// <param name="kept">Settings that go on, best first.</param>
    /// <param name="pruned">Settings that do not.</param>
    void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned);
}
