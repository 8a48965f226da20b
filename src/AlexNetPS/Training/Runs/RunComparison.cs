namespace AlexNetPS.Training.Runs;

/// <summary>A run in a comparison: its differing settings and its results.</summary>
public sealed record RunComparison
{
    /// <summary>Name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>
    /// Whether the run has the best result of the comparison: by validation top-1, then by lower validation loss.
    /// </summary>
    public required bool IsBest { get; init; }

    /// <summary>
    /// Settings in which the runs differ, in the recipe's order: "LearningRate" for optimizer.learningRate. Numbers,
    /// strings and booleans; null if a run has no such setting; compact JSON for lists.
    /// </summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The differing settings as text: "LearningRate 0.01, BatchSize 64".</summary>
    public string Settings => string.Join(", ",
        Values.Select(setting => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{setting.Key} {setting.Value ?? "none"}")));

    /// <summary>Status of the run: running, stopped or completed.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Number of completed epochs.</summary>
    public required int EpochsDone { get; init; }

    /// <summary>The best epoch, from 1; null before the first one is completed.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Mean training loss of the best epoch.</summary>
    public double? TrainLoss { get; init; }

    /// <summary>Mean validation loss of the best epoch.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Validation top-1 accuracy of the best epoch, 0 to 1.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>Validation top-5 accuracy of the best epoch, 0 to 1.</summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Training time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Path of the run folder.</summary>
    public required string Path { get; init; }

    /// <summary>Compares runs. Returns one result per run, in their order, all with the same settings.</summary>
    public static IReadOnlyList<RunComparison> Of(IReadOnlyList<TrainingRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        IReadOnlyList<IReadOnlyDictionary<string, object?>> settings =
            RunSettings.Differing([.. runs.Select(RunSettings.Of)]);
        TrainingRun? best = runs.Where(run => run.BestEpoch is not null)
            .OrderByDescending(run => run.BestEpoch!.ValidationTop1 ?? -1)
            .ThenBy(run => run.BestEpoch!.ValidationLoss ?? run.BestEpoch.TrainLoss).FirstOrDefault();
        return [.. runs.Zip(settings, (run, values) => Row(run, values, ReferenceEquals(run, best)))];
    }

    private static RunComparison Row(TrainingRun run, IReadOnlyDictionary<string, object?> values, bool best) => new()
    {
        Run = run.Name,
        IsBest = best,
        Values = values,
        Status = run.Status,
        EpochsDone = run.Epochs.Count,
        BestEpoch = run.BestEpoch?.Epoch,
        TrainLoss = run.BestEpoch?.TrainLoss,
        ValidationLoss = run.BestEpoch?.ValidationLoss,
        ValidationTop1 = run.BestEpoch?.ValidationTop1,
        ValidationTop5 = run.BestEpoch?.ValidationTop5,
        Seconds = run.Elapsed.TotalSeconds,
        Path = run.Path,
    };
}
