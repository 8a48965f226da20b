using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Comparison of the runs of a sweep.</summary>
public sealed class SweepResult
{
    internal SweepResult(SweepPlan plan, string path, IReadOnlyList<SweepRun> runs)
    {
        Path = path;
        Recipe = plan.Options.Recipe.Name;
        Rungs = plan.Rungs;
        Rows = runs.ToReadable();
        SweepGroup[] groups = [.. plan.Settings.Select(setting =>
            SweepGroup.Of(setting, [.. runs.Where(run => run.Setting == setting.Number)]))];
        // A pruned group has fewer epochs, so that its mean may be lower for that alone.
        SweepRunStatus[] last = [SweepRunStatus.Pruned, SweepRunStatus.Failed];
        int[] ranked = [.. groups.GroupBy(group => (IsLast: last.Contains(group.Status),
            Epochs: last.Contains(group.Status) ? group.Epochs : 0))
            .OrderBy(rank => rank.Key.IsLast).ThenByDescending(rank => rank.Key.Epochs)
            .SelectMany(rank => SuccessiveHalving.Ranked(rank.Select(group => (group.Setting, group.Score))))];
        int? best = ranked.Length > 0 ? ranked[0] : null;
        Groups = groups.OrderBy(group => Array.IndexOf(ranked, group.Setting) is int at and >= 0 ? at : groups.Length)
            .Select(group => group with { IsBest = group.Setting == best }).ToReadable();
    }

    /// <summary>Path of the folder of the sweep.</summary>
    public string Path { get; }

    /// <summary>Name of the recipe.</summary>
    public string Recipe { get; }

    /// <summary>
    /// Numbers of epochs after which settings were compared and pruned; without halving only the last.
    /// </summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>One row per run, in the order of the plan.</summary>
    public IReadOnlyList<SweepRun> Rows { get; }

    /// <summary>
    /// One group per combination of settings, best first; pruned ones and those without a result last.
    /// </summary>
    public IReadOnlyList<SweepGroup> Groups { get; }

    /// <summary>The best group; null without a result.</summary>
    public SweepGroup? Best => Groups.FirstOrDefault(group => group.IsBest);

    /// <summary>The best run of the best group; null without a result.</summary>
    /// <exception cref="TrainingException">The run cannot be read.</exception>
    public TrainingRun? GetBestRun() => Best?.Path is string path ? TrainingRun.Open(path) : null;

    /// <summary>Whether no run is left to be trained.</summary>
    public bool IsComplete => Rows.All(row => row.Status != SweepRunStatus.Stopped);

    /// <summary>Batch script of Slurm that trains the runs; null for a sweep that trains them itself.</summary>
    public string? JobScript { get; internal init; }

    /// <summary>Level of the confidence intervals.</summary>
    public double ConfidenceLevel => SampleStatistics.ConfidenceLevel;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Recipe}: {Rows.Count} runs of {Groups.Count} settings{(Best is SweepGroup best ? $", best {best}" : "")}";
}
