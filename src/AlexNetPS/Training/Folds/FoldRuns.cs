using AlexNetPS.Datasets;

namespace AlexNetPS.Training.Folds;

/// <summary>
/// The runs of one cross-validation in the order of their folds, so that each image is predicted once, by the model that
/// has not seen it.
/// </summary>
public static class FoldRuns
{
    /// <summary>Returns the runs in the order of their folds.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="warn">Called with a message about folds without a run.</param>
    /// <exception cref="TrainingException">They are not of folds of one division, or two are of the same
    /// fold.</exception>
    public static IReadOnlyList<TrainingRun> InOrder(IReadOnlyList<TrainingRun> runs, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(warn);
        if (runs.Count == 0)
            return [];
        foreach (TrainingRun run in runs)
            _ = FoldSource.FoldOf(run);
        TrainingRun first = runs[0];
        if (runs.FirstOrDefault(run => !run.Fold!.IsOfSameSet(first.Fold!)
            || run.Manifest.Dataset.SourcePath != first.Manifest.Dataset.SourcePath) is { } other)
        {
            throw new TrainingException($"The runs '{first.Path}' and '{other.Path}' are of folds of different datasets, "
                + "counts, seeds or groups: an image could be predicted by a model that has seen it. Give the runs of "
                + "one cross-validation.");
        }

        if (runs.GroupBy(run => run.Fold!.Number).FirstOrDefault(same => same.Count() > 1)?.ToArray() is { } twice)
        {
            throw new TrainingException($"The runs '{twice[0].Path}' and '{twice[1].Path}' are both of "
                + $"{twice[0].Fold}: its images would be predicted twice. Give one run for each fold.");
        }

        int count = first.Fold!.Count;
        int[] missing = [.. Enumerable.Range(1, count).Except(runs.Select(run => run.Fold!.Number))];
        if (missing.Length > 0)
        {
            warn($"{(missing.Length == 1 ? "Fold" : "Folds")} {string.Join(", ", missing)} of {count} "
                + $"{(missing.Length == 1 ? "has" : "have")} no run here: the images of "
                + $"{(missing.Length == 1 ? "that part" : "those parts")} have no prediction.");
        }

        return [.. runs.OrderBy(run => run.Fold!.Number)];
    }
}
