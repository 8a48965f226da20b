namespace AlexNetPS.Training.Diagnosis;

/// <summary>
/// The loss above which a run has diverged: far above its first loss and above ln(classes), that of guessing.
/// </summary>
internal static class LossLimit
{
    // Images that are not scaled cause a large first loss; a loss above this maximum is itself a divergence.
    private const double Factor = 3, MaxFirst = 1000;

    // An overfitted network is wrong with high confidence, so its validation loss grows; that is not yet a divergence.
    private const double CertainFactor = 10;

    /// <param name="classes">Number of classes.</param>
    /// <param name="first">Loss of the run's first step; null if unknown.</param>
    public static double Of(int classes, double? first)
    {
        double guessing = Math.Log(classes);
        return Factor * Math.Max(Math.Min(first ?? 0, MaxFirst * guessing), guessing);
    }

    /// <summary>Whether the losses of an epoch exceed the limit.</summary>
    public static bool IsExceeded(EpochResult epoch, double limit) =>
        epoch.ValidationLoss is double validation
            ? !(validation <= CertainFactor * limit) || (validation > limit && !(epoch.TrainLoss <= limit))
            : !(epoch.TrainLoss <= limit);
}
