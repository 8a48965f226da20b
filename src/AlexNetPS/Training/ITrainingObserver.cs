namespace AlexNetPS.Training;

/// <summary>Is told how a training run goes, on the thread that trains.</summary>
public interface ITrainingObserver
{
    /// <summary>After every step.</summary>
    void OnStep(TrainingProgress progress);

    /// <summary>After every epoch, when its checkpoint is on disk.</summary>
    void OnEpoch(EpochResult epoch);

    /// <summary>Something the user should look at; training goes on.</summary>
    void OnWarning(string message);

    /// <summary>Something for those who want to know more.</summary>
    void OnNote(string message)
    {
    }
}

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">Current epoch, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="Top1">Training top-1 of the epoch so far, 0 to 1.</param>
/// <param name="ImagesPerSecond">Training speed in this epoch.</param>
/// <param name="Remaining">Estimated time to the end of the run.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double Top1, double ImagesPerSecond, TimeSpan Remaining);
