using AlexNetPS.Inference;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Sweeps;

/// <summary>The runs of one combination of settings, which differ only in their seed.</summary>
public sealed record SweepGroup
{
    /// <summary>Number of the combination of settings, from 1.</summary>
    public required int Setting { get; init; }

    /// <summary>Values of the changed settings by name.</summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The values as text: "learningRate 0.0001, batchSize 16".</summary>
    public required string Settings { get; init; }

    /// <summary>Whether this is the best group: of those with the most epochs, that with the highest mean.</summary>
    public bool IsBest { get; init; }

    /// <summary>Number of runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Number of runs that failed; the statistics are of the others.</summary>
    public required int Failed { get; init; }

    /// <summary>Epochs to which the runs were trained at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>
    /// How the runs ended: failed if all have, stopped if one has, pruned if one was, or else completed.
    /// </summary>
    public required SweepRunStatus Status { get; init; }

    /// <summary>
    /// Mean top-1 accuracy of the runs' best epochs, 0 to 1, its standard deviation and its 95 % confidence interval;
    /// of the validation split, or without one of the training. Null without a result.
    /// </summary>
    public SampleStatistics? Top1 { get; init; }

    /// <summary>The same of the loss of the best epochs.</summary>
    public SampleStatistics? Loss { get; init; }

    /// <summary>Mean of <see cref="Top1"/>.</summary>
    public double? MeanTop1 => Top1?.Mean;

    /// <summary>Standard deviation of <see cref="Top1"/>; null for one run.</summary>
    public double? DeviationTop1 => Top1?.Deviation;

    /// <summary>95 % confidence interval of <see cref="MeanTop1"/>, by Student's t; null for one run.</summary>
    public ConfidenceInterval? Top1Interval =>
        Top1 is { Low: double low, High: double high } ? new(low, high) : null;

    /// <summary>Mean of <see cref="Loss"/>.</summary>
    public double? MeanLoss => Loss?.Mean;

    /// <summary>Standard deviation of <see cref="Loss"/>; null for one run.</summary>
    public double? DeviationLoss => Loss?.Deviation;

    /// <summary>The recipe with the values.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Path of the run with the best result, which has the model; null without a result.</summary>
    public string? Path { get; init; }

    /// <summary>The means by which settings are ranked; null without a result.</summary>
    internal SweepScore? Score => Top1 is SampleStatistics top1 && Loss is SampleStatistics loss
        ? new(top1.Mean, loss.Mean)
        : null;

    /// <summary>Returns the group of some runs.</summary>
    /// <param name="setting">Their settings.</param>
    /// <param name="runs">The runs in the order of their seeds.</param>
    internal static SweepGroup Of(PlannedSetting setting, IReadOnlyList<SweepRun> runs)
    {
        SweepScore[] scores = [.. runs.Where(Counts).Select(run => run.Score!.Value)];
        SweepRunStatus[] other = [.. runs.Select(run => run.Status).Where(status => status != SweepRunStatus.Failed)];
        return new()
        {
            Setting = setting.Number,
            Values = setting.Values,
            Settings = setting.Text,
            Runs = runs.Count,
            Failed = runs.Count - other.Length,
            Epochs = runs.Max(run => run.EpochsDone),
            Status = other.Length == 0 ? SweepRunStatus.Failed
                : other.Contains(SweepRunStatus.Stopped) ? SweepRunStatus.Stopped
                : other.Contains(SweepRunStatus.Pruned) ? SweepRunStatus.Pruned : SweepRunStatus.Completed,
            Top1 = SampleStatistics.Of([.. scores.Select(score => score.Top1)]),
            Loss = SampleStatistics.Of([.. scores.Select(score => score.Loss)]),
            Recipe = setting.Recipe,
            Path = runs.Where(Counts).OrderByDescending(run => run.Score!.Value.Top1)
                .ThenBy(run => run.Score!.Value.Loss).FirstOrDefault()?.Path,
        };
    }

    // A run that failed is passed over, even if it had epochs before.
    private static bool Counts(SweepRun run) => run.Score is not null && run.Status != SweepRunStatus.Failed;

    /// <inheritdoc/>
    public override string ToString() => $"{Settings}: {Top1?.ToString() ?? "no result"}";
}
