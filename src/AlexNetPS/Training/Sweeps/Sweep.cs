using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

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

    /// <summary>The same with engines of the caller's.</summary>
    internal static SweepResult Run(ImageNetDataset dataset, SweepPlan plan, Func<string, IEngine> engines,
        ISweepObserver? observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(plan);
        foreach (PlannedSetting setting in plan.Settings)
            RejectUnfit(dataset, setting);
        var folder = new SweepFolder(plan.Options.Path);
        using IDisposable held =
            folder.Enter(plan, RunDataset.Of(dataset, dataset.FileHashes(cancellation)));
        return new SweepSession(dataset, plan, folder, engines, observer).Run(cancellation);
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
