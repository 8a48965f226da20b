using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>Receives the progress of a training run, on the training thread.</summary>
public interface ITrainingObserver
{
    /// <summary>Called after every step.</summary>
    void OnStep(TrainingProgress progress);

    /// <summary>Called after every epoch, when its checkpoint is saved.</summary>
    void OnEpoch(EpochResult epoch);

    /// <summary>Called when weights are on disk: after every epoch before <see cref="OnEpoch"/>, and when the run
    /// stops.</summary>
    void OnCheckpoint(TrainingCheckpoint checkpoint)
    {
    }

    /// <summary>Called with a warning for the user; training continues.</summary>
    void OnWarning(string message);

    /// <summary>Called with additional information.</summary>
    void OnNote(string message)
    {
    }
}

/// <summary>Progress of a training run.</summary>
/// <param name="Epoch">Current epoch, from 1.</param>
/// <param name="Epochs">Total number of epochs.</param>
/// <param name="Step">Completed steps in this epoch.</param>
/// <param name="Steps">Steps per epoch.</param>
/// <param name="Loss">Mean training loss of the epoch so far.</param>
/// <param name="Top1">Training top-1 accuracy of the epoch so far, 0 to 1.</param>
/// <param name="ImagesPerSecond">Training speed in this epoch, in images per second.</param>
/// <param name="Remaining">Estimated time to the end of the run.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double Top1, double ImagesPerSecond, TimeSpan Remaining);
