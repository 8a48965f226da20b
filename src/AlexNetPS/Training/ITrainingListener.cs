using AlexNetPS.Inference;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>
/// Follows a run on the training thread: writes curves and checkpoints, warns, reports progress. Listeners are called
/// in a fixed order, since a listener may read what an earlier one has written.
/// </summary>
internal interface ITrainingListener
{
    /// <summary>Training starts, or resumes, at a state.</summary>
    void Started(TrainingState state)
    {
    }

    /// <summary>Whether every pending step has to end before the run is at a state.</summary>
    /// <param name="next">The position after the current step; its sums are those before it.</param>
    bool NeedsResults(TrainingState next) => false;

    /// <summary>Whether the step that leads to a state has to keep its gradient.</summary>
    bool NeedsGradient(TrainingState next) => false;

    /// <summary>A batch was handed to the network, which may not have computed it yet.</summary>
    /// <param name="state">State before the step.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="isLast">Whether it is the last of the epoch.</param>
    TrainingState BatchStarted(TrainingState state, Batch batch, bool isLast) => state;

    /// <summary>A loss has arrived, of a batch or of the validation split, and is not in the sums yet.</summary>
    /// <param name="state">State of the run.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="step">Step of the epoch, from 1.</param>
    /// <param name="rate">Learning rate of the step.</param>
    /// <exception cref="TrainingException">The run cannot go on with it.</exception>
    void CheckLoss(TrainingState state, double loss, int step, double rate)
    {
    }

    /// <summary>The result of a batch has arrived; the state's sums contain it.</summary>
    void BatchCompleted(TrainingState state, in StepResult result)
    {
    }

    /// <summary>An optimizer step has completed, and none is pending.</summary>
    TrainingState StepCompleted(TrainingState state) => state;

    /// <summary>The validation split was measured at the end of an epoch.</summary>
    void Validated(Metrics validation)
    {
    }

    /// <summary>An epoch was validated; its result is the last of the history.</summary>
    void EpochCompleted(TrainingState state)
    {
    }

    /// <summary>The run is complete, and recorded as such.</summary>
    void Completed(TrainingState state)
    {
    }

    /// <summary>The run is stopped between two steps.</summary>
    void Stopped(TrainingState state)
    {
    }
}
