namespace AlexNetPS.Training.Diagnosis;

/// <summary>
/// Notices a loss that runs away: far above the one that training began with, and above ln(classes), that of guessing.
/// </summary>
/// <param name="classes">Number of classes.</param>
/// <param name="first">Loss of the run's first step; null before it.</param>
internal sealed class DivergenceDetector(int classes, double? first = null)
{
    /// <summary>Steps whose mean loss counts: one bad batch is none.</summary>
    public const int Window = 10;

    private double _sum;
    private int _steps;

    /// <summary>Loss of the run's first step; null before it.</summary>
    public double? First { get; private set; } = first;

    /// <summary>Takes the loss of a step; the mean of the last steps when it is too high, otherwise null.</summary>
    public double? Add(double loss)
    {
        First ??= loss;
        _sum += loss;
        if (++_steps < Window)
            return null;
        double mean = _sum / Window;
        (_sum, _steps) = (0, 0);
        return mean > LossLimit.Of(classes, First) ? mean : null;
    }
}
