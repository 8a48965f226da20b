using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Settings;

namespace AlexNetPS.Training.Runs;

/// <summary>Finds a completed run that a new one would only repeat.</summary>
internal static class ReusableRun
{
    /// <summary>Returns the newest such run in a folder of runs; null if there is none.</summary>
    /// <param name="root">The folder; it need not exist.</param>
    /// <param name="wanted">The run that would begin.</param>
    /// <param name="mayShrink">Whether it may have smaller batches and more accumulation.</param>
    public static TrainingRun? Find(string root, RunManifest wanted, bool mayShrink) => !Directory.Exists(root)
        ? null
        : Directory.EnumerateDirectories(root).Where(TrainingRun.IsRun).Select(Open).OfType<TrainingRun>()
            .Where(run => Repeats(run, wanted, mayShrink) && HasModel(run)).MaxBy(run => run.Started);

    private static bool Repeats(TrainingRun run, RunManifest wanted, bool mayShrink)
    {
        RunManifest done = run.Manifest;
        if (done.Status != RunStatus.Completed || done.Dataset.Sha256 is null
            || done.Environment.Engine is null
            || (wanted.Recipe.Checkpoints.KeepState && !run.HasState))
        {
            return false;
        }

        if (mayShrink && done.Recipe.BatchSize < wanted.Recipe.BatchSize)
        {
            wanted = wanted with
            {
                Recipe = FittingNetwork.InBatchesOf(wanted.Recipe, done.Recipe.BatchSize),
            };
        }

        return Identity(done) == Identity(wanted);
    }

    // Everything that decides the result. What only describes or records it does not.
    private static string Identity(RunManifest run)
    {
        var facts = RunFacts.Of(run);
        Recipe recipe = UnusedSettings.Effective(facts) with
        {
            Name = "",
            Description = null,
            Source = null,
            Checkpoints = new(),
            Curves = new(),
        };
        return string.Join('\n', recipe.ToJson(), run.Seed, facts.EffectiveLimit, run.InitialWeights,
            run.Dataset.Sha256, run.Dataset.Fingerprint, string.Join('\t', run.Dataset.Classes),
            run.Environment.Engine);
    }

    private static bool HasModel(TrainingRun run)
    {
        try
        {
            return run.Model is not null;
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // What is damaged, or is being written, is not a run to reuse.
    private static TrainingRun? Open(string folder)
    {
        try
        {
            return TrainingRun.Open(folder);
        }
        catch (TrainingException)
        {
            return null;
        }
    }
}
