using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;
using AlexNetPS.Training.Sweeps.Hosts;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Trains the runs of a sweep, into run folders from which it continues.</summary>
public static class Sweep
{
    /// <summary>
    /// Trains the runs of the plan that are not completed: the same plan continues a sweep that was stopped. A run that
    /// fails is reported and passed over.
    /// </summary>
    /// <param name="dataset">Dataset of all runs.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="observer">Receives the progress; null for nobody.</param>
    /// <param name="cancellation">Stops the runs after their current step, with checkpoints; those that remain are
    /// Stopped in the result.</param>
    /// <exception cref="TrainingException">The folder has another plan, or a recipe does not match the
    /// dataset.</exception>
    /// <exception cref="RecipeException">A setting of a recipe is not valid.</exception>
    public static SweepResult Run(ImageNetDataset dataset, SweepPlan plan, ISweepObserver? observer = null,
        CancellationToken cancellation = default) =>
        Run(dataset, plan, EngineCatalog.ForDevice, observer, cancellation);

    /// <summary>
    /// Trains the same runs on other machines. What a machine that is lost was training goes to another one; with none
    /// left, the runs that remain are Stopped in the result.
    /// </summary>
    /// <param name="dataset">Dataset of all runs, in a store.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="hosts">The machines, at least one.</param>
    /// <param name="observer">Receives the progress; null for nobody. Slots are the numbers of the machines.</param>
    /// <param name="cancellation">Stops the runs, as above.</param>
    /// <inheritdoc cref="Run(ImageNetDataset, SweepPlan, ISweepObserver?, CancellationToken)" path="/exception"/>
    public static SweepResult Run(ImageNetDataset dataset, SweepPlan plan, IReadOnlyList<ISweepHost> hosts,
        ISweepObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        return Run(dataset, plan, (folder, progress) => new HostTrainer(folder, hosts, progress), observer, cancellation);
    }

    /// <summary>The same with engines of the caller's.</summary>
    internal static SweepResult Run(ImageNetDataset dataset, SweepPlan plan, Func<string, IEngine> engines,
        ISweepObserver? observer, CancellationToken cancellation) =>
        Run(dataset, plan, (folder, progress) => new SweepTrainer(dataset, plan, folder, engines, progress), observer,
            cancellation);

    /// <summary>
    /// Trains one run of a sweep that another process plans, in its folder: completed epochs are taken. Runs of the
    /// same sweep can be trained by several processes at a time.
    /// </summary>
    /// <param name="dataset">The dataset of the sweep.</param>
    /// <param name="plan">The plan, from <see cref="SweepOptions.Read"/>.</param>
    /// <param name="run">Name of the run folder.</param>
    /// <param name="lastEpoch">Epoch after which the run stops, to go on later; null for all.</param>
    /// <param name="observer">Receives the progress; null for nobody.</param>
    /// <param name="cancellation">Stops the run after its current step, with a checkpoint.</param>
    /// <returns>The row of the run.</returns>
    /// <exception cref="TrainingException">The folder has another plan, the dataset is another, or there is no such
    /// run.</exception>
    public static SweepRun TrainRun(ImageNetDataset dataset, SweepPlan plan, string run, int? lastEpoch = null,
        ISweepObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(plan);
        PlannedRun planned = plan.Runs.FirstOrDefault(one => one.Folder == run)
            ?? throw new TrainingException($"The sweep in '{plan.Options.Path}' has no run '{run}'; its runs are "
                + $"{NameText.List([.. plan.Runs.Select(one => one.Folder)])}.");
        var folder = new SweepFolder(plan.Options.Path);
        folder.Require(plan, RunDataset.Of(dataset, dataset.FileHashes(cancellation)));
        var trainer = new SweepTrainer(dataset, plan, folder, EngineCatalog.ForDevice, new(plan, observer));
        return trainer.Train([planned], lastEpoch ?? int.MaxValue, cancellation).FirstOrDefault()
            ?? SweepResults.Unfinished(planned, folder);
    }

    /// <summary>Locks the folder of a sweep, after a check of every setting.</summary>
    internal static IDisposable Enter(ImageNetDataset dataset, SweepPlan plan, SweepFolder folder,
        CancellationToken cancellation)
    {
        foreach (PlannedSetting setting in plan.Settings)
            RejectUnfit(dataset, setting);
        return folder.Enter(plan, RunDataset.Of(dataset, dataset.FileHashes(cancellation)));
    }

    private static SweepResult Run(ImageNetDataset dataset, SweepPlan plan,
        Func<SweepFolder, SweepProgress, ISweepTrainer> trainer, ISweepObserver? observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(plan);
        var folder = new SweepFolder(plan.Options.Path);
        using IDisposable held = Enter(dataset, plan, folder, cancellation);
        return new SweepSession(plan, folder, trainer(folder, new(plan, observer)), observer).Run(cancellation);
    }

    // Before hours of training, not after them.
    private static void RejectUnfit(ImageNetDataset dataset, PlannedSetting setting)
    {
        try
        {
            _ = Trainer.Prepare(dataset, setting.Recipe);
        }
        catch (TrainingException e)
        {
            throw new TrainingException($"Setting {setting.Number} of the sweep ({setting}): {e.Message}", e);
        }
    }
}
