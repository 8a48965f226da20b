namespace AlexNetPS.Training.Diagnosis;

/// <summary>Detects divergence: a loss far above the first loss and above ln(classes), that of guessing.</summary>
/// <param name="classes">Number of classes.</param>
/// <param name="first">Loss of the run's first step; null before that step.</param>
internal sealed class DivergenceDetector(int classes, double? first = null)
{
    /// <summary>Steps in the mean loss, so that a single bad batch does not count.</summary>
    public const int Window = 10;

    private double _sum;
    private int _steps;

    /// <summary>Loss of the run's first step; null before that step.</summary>
    public double? First { get; private set; } = first;

    /// <summary>
    /// Adds the loss of a step. Returns the mean of the last steps if it is too high; otherwise null.
    /// </summary>
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
