using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// Position of a run between two steps: with the tensors, all that is needed to resume as if nothing had happened.
/// </summary>
internal sealed record TrainingState
{
    /// <summary>Completed epochs.</summary>
    public int Epoch { get; init; }

    /// <summary>Completed steps in the current epoch.</summary>
    public int Step { get; init; }

    /// <summary>Sums over the current epoch.</summary>
    public EpochSums Sums { get; init; }

    /// <summary>Sums at the last point of the curves.</summary>
    public EpochSums Charted { get; init; }

    /// <summary>Dead units of the current epoch; null if they were not counted.</summary>
    public DeadUnits? Dead { get; init; }

    /// <summary>Results of the completed epochs; they determine schedules and the best epoch.</summary>
    public IReadOnlyList<EpochResult> History { get; init; } = [];

    /// <summary>The state at the end of the last of some epochs.</summary>
    public static TrainingState After(IReadOnlyList<EpochResult> epochs) =>
        new() { Epoch = epochs.Count, History = epochs };

    /// <summary>Adds the result of a batch.</summary>
    public TrainingState After(in StepResult result) =>
        this with { Sums = Sums.Add(result.Loss, result.Correct, result.Images, result.LearningRate) };

    /// <summary>The state after an optimizer step that took some seconds.</summary>
    public TrainingState AfterStep(double seconds) =>
        this with { Step = Step + 1, Sums = Sums with { Seconds = Sums.Seconds + seconds } };

    /// <summary>The state after an epoch; at most one epoch is the best.</summary>
    public TrainingState EndEpoch(EpochResult result)
    {
        IEnumerable<EpochResult> earlier = result.IsBest ? History.Select(e => e with { IsBest = false }) : History;
        return new() { Epoch = result.Epoch, History = [.. earlier, result] };
    }
}

/// <summary>Sums over the training images of an epoch.</summary>
/// <param name="Loss">Sum of the losses of the images.</param>
/// <param name="Correct">Number of images with a correct top-1 prediction.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Seconds">Training time in seconds.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
internal readonly record struct EpochSums(double Loss, long Correct, long Images, double Seconds, double LearningRate)
{
    public EpochSums Add(double batchLoss, int correct, int count, double learningRate) =>
        this with
        {
            Loss = Loss + batchLoss * count,
            Correct = Correct + correct,
            Images = Images + count,
            LearningRate = learningRate
        };
}
