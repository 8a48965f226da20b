namespace AlexNetPS.Training.Sweeps;

/// <summary>Trains runs of a sweep up to an epoch: in this process, or on other machines.</summary>
internal interface ISweepTrainer
{
    /// <summary>Trains runs; those that are already there are taken.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="epochs">Epochs after which each run stops, to go on later.</param>
    /// <param name="cancellation">Stops the runs after their current step.</param>
    /// <returns>The rows of the runs that have ended or reached the epoch.</returns>
    IReadOnlyCollection<SweepRun> Train(IReadOnlyList<PlannedRun> runs, int epochs, CancellationToken cancellation);
}
