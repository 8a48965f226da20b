using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>Reports steps and epochs to an observer, with an estimate of the time left.</summary>
/// <param name="observer">The observer; null for none.</param>
/// <param name="steps">Steps per epoch.</param>
/// <param name="epochs">Epochs of the run.</param>
/// <param name="clock">Clock of the reports.</param>
internal sealed class ProgressReport(ITrainingObserver? observer, int steps, int epochs, TimeProvider clock)
    : ITrainingListener
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    private long _reported;
    private EpochSums _sums;
    private int _step;
    private double _seconds, _validation;
    private long _count;

    public void Started(TrainingState state)
    {
        (_sums, _step) = (state.Sums, state.Step);
        _reported = clock.GetTimestamp();
    }

    public bool NeedsResults(TrainingState next) => clock.GetElapsedTime(_reported) > _interval;

    public TrainingState StepCompleted(TrainingState state)
    {
        // Only the steps of this session count: earlier ones may have run on another machine.
        _seconds += state.Sums.Seconds - _sums.Seconds;
        _count += state.Step - _step;
        (_sums, _step) = (state.Sums, state.Step);
        _reported = clock.GetTimestamp();
        observer?.OnStep(new(state.Epoch + 1, epochs, state.Step, steps, _sums.Loss / _sums.Images,
            (double)_sums.Correct / _sums.Images, _sums.Images / _sums.Seconds, Remaining(state)));
        return state;
    }

    public void EpochCompleted(TrainingState state)
    {
        EpochResult result = state.History[^1];
        _validation = result.Seconds - _sums.Seconds;
        (_sums, _step) = (default, 0);
        observer?.OnEpoch(result);
    }

    private TimeSpan Remaining(TrainingState state)
    {
        double left = (double)(epochs - state.Epoch) * steps - state.Step;
        return TimeSpan.FromSeconds(left * _seconds / _count + (epochs - state.Epoch) * _validation);
    }
}
