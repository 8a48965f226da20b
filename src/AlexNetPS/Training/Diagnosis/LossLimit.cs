namespace AlexNetPS.Training.Diagnosis;

/// <summary>
/// The loss above which a run has diverged: far above its first loss and above ln(classes), that of guessing.
/// </summary>
internal static class LossLimit
{
    // Images that are not scaled down give a large first loss; one that is larger still is itself a divergence.
    private const double Factor = 3, MaxFirst = 1000;

    // A network that overfits is wrong with certainty, and its validation loss grows; that is not a divergence yet.
    private const double CertainFactor = 10;

    /// <param name="classes">Number of classes.</param>
    /// <param name="first">Loss of the run's first step; null where it is not known.</param>
    public static double Of(int classes, double? first)
    {
        double guessing = Math.Log(classes);
        return Factor * Math.Max(Math.Min(first ?? 0, MaxFirst * guessing), guessing);
    }

    /// <summary>Whether an epoch ended with a loss above the limit.</summary>
    public static bool IsExceeded(EpochResult epoch, double limit) =>
        epoch.ValidationLoss is double validation
            ? !(validation <= CertainFactor * limit) || (validation > limit && !(epoch.TrainLoss <= limit))
            : !(epoch.TrainLoss <= limit);
}
