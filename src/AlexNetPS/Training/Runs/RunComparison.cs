namespace AlexNetPS.Training.Runs;

/// <summary>
/// A run in a comparison: its results and its differing settings. Numbers have six significant digits, and from 0.01 at
/// most six decimals.
/// </summary>
public sealed record RunComparison
{
    // Columns of a table of 80 that are left for the folder and the settings, beside the results.
    private const int TableLength = 51, MinSettingsLength = 12, MaxSettingsLength = 60;

    /// <summary>Name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Whether the run has the best result of the comparison: by validation top-1, then by lower validation loss.
    /// </summary>
    public required bool IsBest { get; init; }

    /// <summary>Validation top-1 accuracy of the best epoch, 0 to 1.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>Validation top-5 accuracy of the best epoch, 0 to 1.</summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Mean validation loss of the best epoch.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Mean training loss of the best epoch.</summary>
    public double? TrainLoss { get; init; }

    /// <summary>The best epoch, from 1; null before the first one is completed.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Number of completed epochs.</summary>
    public required int EpochsDone { get; init; }

    /// <summary>Status of the run: running, stopped or completed.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Training time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Settings in which the runs differ, in the recipe's order: "LearningRate" for optimizer.learningRate. Numbers,
    /// booleans, and texts of at most 60 characters: networks by name, transforms by type and size, layer rules by
    /// their number, or only the items that not all runs have. Null if a run has no such setting.
    /// </summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>
    /// The differing settings as text, as many as a table of 80 columns has room for: "LearningRate 0.01, +5".
    /// </summary>
    public required string Settings { get; init; }

    /// <summary>Path of the run folder.</summary>
    public required string Path { get; init; }

    /// <summary>Compares runs. Returns one result per run, in their order, all with the same settings.</summary>
    public static IReadOnlyList<RunComparison> Of(IReadOnlyList<TrainingRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            return [];
        IReadOnlyList<IReadOnlyDictionary<string, object?>> settings =
            RunSettings.Differing([.. runs.Select(RunSettings.Of)]);
        TrainingRun? best = runs.Where(run => run.BestEpoch is not null)
            .OrderByDescending(run => run.BestEpoch!.ValidationTop1 ?? -1)
            .ThenBy(run => run.BestEpoch!.ValidationLoss ?? run.BestEpoch.TrainLoss).FirstOrDefault();
        int length = TableLength - runs.Max(run => run.Folder.Length);
        string[] texts = SettingSummary.Of(settings, Math.Clamp(length, MinSettingsLength, MaxSettingsLength));
        return [.. runs.Select((run, i) => Row(run, settings[i], texts[i], ReferenceEquals(run, best)))];
    }

    private static RunComparison Row(TrainingRun run, IReadOnlyDictionary<string, object?> values, string settings,
        bool best) => new()
        {
            Run = run.Name,
            Folder = run.Folder,
            IsBest = best,
            ValidationTop1 = Round(run.ValidationTop1),
            ValidationTop5 = Round(run.BestEpoch?.ValidationTop5),
            ValidationLoss = Round(run.ValidationLoss),
            TrainLoss = Round(run.TrainLoss),
            BestEpoch = run.BestEpoch?.Epoch,
            EpochsDone = run.EpochCount,
            Status = run.Status,
            Seconds = SettingValues.Round(run.Elapsed.TotalSeconds),
            Values = values,
            Settings = settings,
            Path = run.Path,
        };

    private static double? Round(double? value) => value is double number ? SettingValues.Round(number) : null;
}
