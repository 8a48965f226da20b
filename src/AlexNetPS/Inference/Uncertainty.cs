namespace AlexNetPS.Inference;

/// <summary>How uncertain a prediction is, by three scores of active learning, each 0 (certain) to 1.</summary>
/// <param name="LeastConfidence">(1 - p1) K / (K - 1), with the highest probability p1 of K classes.</param>
/// <param name="Margin">1 - (p1 - p2), with the two highest probabilities.</param>
/// <param name="Entropy">Entropy of the probabilities of all classes, divided by that of a uniform one, log K.</param>
/// <remarks>Settles, "Active Learning Literature Survey", 2009. All are 0 with one class.</remarks>
internal readonly record struct Uncertainty(double LeastConfidence, double Margin, double Entropy)
{
    /// <summary>Computes the scores of an image.</summary>
    /// <param name="logProbabilities">Natural logarithms of the probabilities of all classes, which sum to 1.</param>
    public static Uncertainty Of(ReadOnlySpan<double> logProbabilities)
    {
        int classes = logProbabilities.Length;
        if (classes < 2)
            return default;
        double first = double.NegativeInfinity, second = double.NegativeInfinity, entropy = 0;
        foreach (double log in logProbabilities)
        {
            if (log > first)
                (first, second) = (log, first);
            else if (log > second)
                second = log;
            // p log p is 0 at p = 0, whose logarithm is infinite.
            double probability = Math.Exp(log);
            if (probability > 0)
                entropy -= probability * log;
        }

        double p1 = Math.Exp(first), p2 = Math.Exp(second);
        return new(Math.Clamp((1 - p1) * classes / (classes - 1), 0, 1), Math.Clamp(1 - (p1 - p2), 0, 1),
            Math.Clamp(entropy / Math.Log(classes), 0, 1));
    }
}
