using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>Results of a training epoch; a row of metrics.csv.</summary>
public sealed record EpochResult
{
    /// <summary>Epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean training loss, measured with augmentation and dropout.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Training top-1 accuracy, 0 to 1, measured with augmentation and dropout.</summary>
    public required double TrainTop1 { get; init; }

    /// <summary>Mean validation loss; null without a validation split.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Validation top-1 accuracy, 0 to 1; null without a validation split.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>
    /// Validation top-5 accuracy, 0 to 1; null without a validation split, or with five classes or fewer, for which it
    /// is always 1.
    /// </summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Learning rate of the last step of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Wall time of training and validation in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training images per second, without validation.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>
    /// Largest fraction of dead ReLU units in a layer, those that are 0 for all of a few training images, 0 to 1.
    /// Measured after epochs 1, 2, 4, 8 and so on; null otherwise.
    /// </summary>
    public double? DeadUnits { get; init; }

    /// <summary>Layer of <see cref="DeadUnits"/>.</summary>
    public string? DeadLayer { get; init; }

    /// <summary>
    /// Whether this is the best epoch of the run so far: by validation top-1, then by lower validation loss. Never an
    /// epoch with a diverged loss.
    /// </summary>
    public bool IsBest { get; init; }

    /// <summary>Returns the accuracies that schedules and early stopping monitor.</summary>
    internal static IReadOnlyList<EpochScore> Scores(IReadOnlyList<EpochResult> epochs) =>
        [.. epochs.Select(epoch =>
            new EpochScore(epoch.Epoch, epoch.ValidationTop1 ?? epoch.TrainTop1, epoch.ValidationTop1 is not null))];

    /// <summary>Returns the result of the epoch that a run has just completed.</summary>
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

    /// <summary>
    /// Whether this epoch is better than the best before: by validation top-1, then by lower validation loss; without
    /// validation, the later epoch wins.
    /// </summary>
    internal bool IsBetterThan(EpochResult? best) =>
        best?.ValidationTop1 is not double top1 || ValidationTop1 > top1
            || (ValidationTop1 == top1 && ValidationLoss < best.ValidationLoss);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"epoch {Epoch}: train loss {LossText.Of(TrainLoss)}, top-1 {TrainTop1:0.000}")
        + (ValidationLoss is double loss
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $", validation loss {LossText.Of(loss)}, top-1 {ValidationTop1:0.000}")
            : "");
}
