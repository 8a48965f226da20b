using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Cancels something after some steps.</summary>
internal sealed class StepStopper(int steps, CancellationTokenSource stop) : ITrainingObserver
{
    private int _done;

    public void OnStep(TrainingProgress progress)
    {
        if (++_done == steps)
            stop.Cancel();
    }

    public void OnEpoch(EpochResult epoch)
    {
    }

    public void OnWarning(string message)
    {
    }
}
