using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// Where a run is between two steps, beside the tensors: all that is needed to go on as if nothing had happened.
/// </summary>
internal sealed record TrainingState
{
    /// <summary>Epochs done.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps done in the current epoch.</summary>
    public int Step { get; init; }

    /// <summary>What the current epoch has summed up.</summary>
    public EpochSums Sums { get; init; }

    /// <summary>What it had summed up at the last point of its curves.</summary>
    public EpochSums Charted { get; init; }

    /// <summary>Dead units of the current epoch, where they were counted.</summary>
    public DeadUnits? Dead { get; init; }

    /// <summary>Results of the epochs done; schedules and the choice of the best epoch follow from them.</summary>
    public IReadOnlyList<EpochResult> History { get; init; } = [];

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
/// <param name="Loss">Of the images' losses.</param>
/// <param name="Correct">Images whose class came first.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Seconds">Time spent.</param>
/// <param name="LearningRate">Of the last step.</param>
internal readonly record struct EpochSums(double Loss, long Correct, long Images, double Seconds, double LearningRate)
{
    public EpochSums Add(double batchLoss, int correct, int count, double learningRate) =>
        this with { Loss = Loss + batchLoss * count, Correct = Correct + correct, Images = Images + count,
            LearningRate = learningRate };
}
