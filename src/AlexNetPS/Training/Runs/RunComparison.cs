namespace AlexNetPS.Training.Runs;

/// <summary>A run beside others: what it was set to that they were not, and what came of it.</summary>
public sealed record RunComparison
{
    /// <summary>Name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>
    /// Whether it has the best result of all that are compared: by validation top-1, then by lower validation loss.
    /// </summary>
    public required bool IsBest { get; init; }

    /// <summary>
    /// The settings in which the runs differ, in the recipe's order: "LearningRate" for optimizer.learningRate.
    /// Numbers, texts and truth values; null where a run has no such setting; compact JSON for lists.
    /// </summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The same in words: "LearningRate 0.01, BatchSize 64".</summary>
    public string Settings => string.Join(", ",
        Values.Select(setting => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{setting.Key} {setting.Value ?? "none"}")));

    /// <summary>Running, stopped or completed.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Epochs done.</summary>
    public required int EpochsDone { get; init; }

    /// <summary>The best epoch, from 1; null before the first is done.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Of the best epoch: mean loss over the training images.</summary>
    public double? TrainLoss { get; init; }

    /// <summary>Of the best epoch: mean loss over the validation images.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Of the best epoch, 0 to 1.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>Of the best epoch, 0 to 1.</summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Time spent training, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The run folder.</summary>
    public required string Path { get; init; }

    /// <summary>Compares runs; one comparison each, in their order, all with the same settings.</summary>
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
