namespace AlexNetPS.Training;

/// <summary>Estimates how long a run still takes, from the steps of this session.</summary>
/// <param name="steps">Steps of an epoch.</param>
/// <param name="epochs">Epochs of the run.</param>
internal sealed class RunProgress(int steps, int epochs)
{
    private double _seconds;
    private long _count;

    /// <summary>Seconds of the last validation pass.</summary>
    public double Validation { get; set; }

    public void AddStep(double seconds)
    {
        _seconds += seconds;
        _count++;
    }

    /// <summary>Time from a position to the end.</summary>
    public TimeSpan Remaining(int epoch, int step)
    {
        double left = (double)(epochs - epoch) * steps - step;
        return TimeSpan.FromSeconds(_count == 0 ? 0 : left * _seconds / _count + (epochs - epoch) * Validation);
    }
}
