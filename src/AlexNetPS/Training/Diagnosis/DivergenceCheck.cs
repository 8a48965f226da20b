using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>Ends a run whose loss is not finite, and reports one whose loss is far too high.</summary>
/// <param name="record">Records the divergence.</param>
/// <param name="folder">The run folder.</param>
/// <param name="checkpoints">Checkpoints of the run.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="warnings">Receives the warnings.</param>
internal sealed class DivergenceCheck(RunRecord record, RunFolder folder, RunCheckpoints checkpoints, int classes,
    SymptomWarnings warnings) : ITrainingListener
{
    private readonly DivergenceDetector _detector = new(classes, record.Manifest.FirstLoss);

    /// <summary>Loss above which an epoch has diverged.</summary>
    public double Limit => LossLimit.Of(classes, record.Manifest.FirstLoss);

    public void BatchCompleted(TrainingState state, in StepResult result)
    {
        double? mean = _detector.Add(result.Loss);
        record.SetFirstLoss(_detector.First!.Value);
        if (mean is null || record.Manifest.Divergence is not null)
            return;
        TrainingFinding finding = Symptoms.DivergingLoss(record.Manifest.Recipe, classes, state.Epoch + 1,
            _detector.First.Value, mean.Value, result.LearningRate);
        record.SetDivergence(finding);
        warnings.Warn(finding);
    }

    /// <summary>Ends the run if a loss is not finite; the message states what to change and what is kept.</summary>
    public void CheckLoss(TrainingState state, double loss, int step, double rate)
    {
        if (double.IsFinite(loss))
            return;
        TrainingFinding finding = Symptoms.Divergence(record.Manifest.Recipe, state.Epoch + 1, step, loss, rate);
        string kept = state.Epoch > 0
            ? $"The checkpoint of epoch {state.Epoch} is kept in '{folder.Path}'."
            : checkpoints.Newest is string newest
                ? $"The newest checkpoint is '{newest}'."
                : "No checkpoint was written before.";
        string message = $"{finding} {kept}";
        record.SetDivergence(finding);
        record.Write(RunStatus.Stopped, state, message);
        throw new TrainingException(message) { IsOnAllRanks = true };
    }
}
