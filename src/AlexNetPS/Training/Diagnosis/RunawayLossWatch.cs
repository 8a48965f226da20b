namespace AlexNetPS.Training;

/// <summary>Notices a loss that runs away: far above the one that training began with, and above ln(classes), that of guessing.</summary>
internal sealed class RunawayLossWatch(int classes)
{
    /// <summary>Steps whose mean loss counts: one bad batch is none.</summary>
    public const int Window = 10;

    private const double Factor = 3;

    private double _sum;
    private int _steps;

    /// <summary>The loss of the first step.</summary>
    public double First { get; private set; } = double.NaN;

    /// <summary>Takes the loss of a step; the mean of the last steps when it is too high, otherwise null.</summary>
    public double? Add(double loss)
    {
        if (double.IsNaN(First)) First = loss;
        _sum += loss;
        if (++_steps < Window) return null;
        double mean = _sum / Window;
        (_sum, _steps) = (0, 0);
        return mean > Factor * Math.Max(First, Math.Log(classes)) ? mean : null;
    }
}
