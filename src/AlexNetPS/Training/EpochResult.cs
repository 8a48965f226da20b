using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>What one pass over the training set gave; a row of metrics.csv.</summary>
public sealed record EpochResult
{
    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss over the training images, as they were met (with augmentation and dropout).</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Part of the training images whose class came first, 0 to 1, as they were met.</summary>
    public required double TrainTop1 { get; init; }

    /// <summary>Mean loss over the validation images; null without a validation split.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Part of the validation images whose class came first, 0 to 1.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>
    /// Fraction of the validation images whose class was among the first five, 0 to 1; null with five classes or fewer,
    /// where it is always 1.
    /// </summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Wall time of training and validation in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training images per second, validation not counted.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>
    /// Largest part of a layer's ReLU units that answered none of a few training images, 0 to 1; looked at after
    /// epochs 1, 2, 4, 8 and so on, null otherwise.
    /// </summary>
    public double? DeadUnits { get; init; }

    /// <summary>The layer that <see cref="DeadUnits"/> is of.</summary>
    public string? DeadLayer { get; init; }

    /// <summary>
    /// Whether it is the best epoch of the run so far: by validation top-1, then by lower validation loss. Never one
    /// whose loss diverged.
    /// </summary>
    public bool IsBest { get; init; }

    /// <summary>The accuracies that schedules and early stopping watch.</summary>
    internal static IReadOnlyList<EpochScore> Scores(IReadOnlyList<EpochResult> epochs) =>
        [.. epochs.Select(epoch =>
            new EpochScore(epoch.Epoch, epoch.ValidationTop1 ?? epoch.TrainTop1, epoch.ValidationTop1 is not null))];

    /// <summary>The result of the epoch that a run is at the end of.</summary>
    internal static EpochResult Of(TrainingState state, Inference.Metrics? validation, double validationSeconds,
        double lossLimit)
    {
        EpochSums sums = state.Sums;
        var result = new EpochResult
        {
            Epoch = state.Epoch + 1,
            TrainLoss = sums.Loss / sums.Images,
            TrainTop1 = (double)sums.Correct / sums.Images,
            ValidationLoss = validation?.Loss,
            ValidationTop1 = validation?.Top1,
            ValidationTop5 = validation?.Classes > 5 ? validation.Top5 : null,
            LearningRate = sums.LearningRate,
            Seconds = sums.Seconds + validationSeconds,
            ImagesPerSecond = sums.Images / sums.Seconds,
            DeadUnits = state.Dead?.Share,
            DeadLayer = state.Dead?.Layer,
        };
        bool best = !LossLimit.IsExceeded(result, lossLimit)
            && result.IsBetterThan(state.History.LastOrDefault(epoch => epoch.IsBest));
        return result with { IsBest = best };
    }

    // By validation top-1, then by lower validation loss; without validation the later epoch is the better one.
    private bool IsBetterThan(EpochResult? best) =>
        best?.ValidationTop1 is not double top1 || ValidationTop1 > top1
            || (ValidationTop1 == top1 && ValidationLoss < best.ValidationLoss);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"epoch {Epoch}: train loss {TrainLoss:0.0000}, top-1 {TrainTop1:0.000}")
        + (ValidationTop1 is null
            ? ""
            : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $", validation loss {ValidationLoss:0.0000}, top-1 {ValidationTop1:0.000}"));
}
