using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Training.Sweeps;

/// <summary>A run of a sweep with its results: a row of the comparison.</summary>
public sealed record SweepRun
{
    /// <summary>Name of the run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Number of the combination of settings, from 1.</summary>
    public required int Setting { get; init; }

    /// <summary>Values of the changed settings by name.</summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The values as text: "learningRate 0.0001, batchSize 16".</summary>
    public required string Settings { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the run ended.</summary>
    public required SweepRunStatus Status { get; init; }

    /// <summary>Validation top-1 accuracy of the best epoch, 0 to 1; null without one.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>Mean validation loss of the best epoch; null without one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Mean training loss of the best epoch; null without one.</summary>
    public double? TrainLoss { get; init; }

    /// <summary>The best epoch, from 1; null without one.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Number of completed epochs.</summary>
    public required int EpochsDone { get; init; }

    /// <summary>Training time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Why the run failed, was pruned or stopped; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Path of the run folder.</summary>
    public required string Path { get; init; }

    /// <summary>Returns the run, which is read from its folder; null if it has not begun.</summary>
    /// <exception cref="TrainingException">The run cannot be read.</exception>
    public TrainingRun? Open() => TrainingRun.IsRun(Path) ? TrainingRun.Open(Path) : null;

    /// <summary>By what the runs of a setting are compared; null without a result.</summary>
    internal SweepScore? Score { get; init; }

    /// <summary>The error that ended the run; null if it did not fail.</summary>
    internal Exception? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Folder} ({Settings}, seed {Seed}): {Status}")
        + (ValidationTop1 is double top1
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", validation top-1 {top1:0.000}")
            : "");
}

/// <summary>How a run of a sweep ended.</summary>
[JsonConverter(typeof(EnumNameConverter<SweepRunStatus>))]
public enum SweepRunStatus : long
{
    /// <summary>Not trained to its end yet; the same sweep continues it.</summary>
    Stopped,

    /// <summary>Trained to its end.</summary>
    Completed,

    /// <summary>Ended by successive halving; it has fewer epochs.</summary>
    Pruned,

    /// <summary>Ended by an error; the other runs continued.</summary>
    Failed,
}
