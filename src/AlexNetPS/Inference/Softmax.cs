namespace AlexNetPS.Inference;

/// <summary>Converts logits to logarithms of probabilities, shifted by the largest logit against overflow.</summary>
internal static class Softmax
{
    /// <summary>log of the sum of exp.</summary>
    public static double LogSum(ReadOnlySpan<float> logits)
    {
        float largest = Largest(logits);
        if (float.IsInfinity(largest))
            return largest;
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>
    /// Computes logarithms of the probabilities, which stay exact if the probabilities underflow.
    /// </summary>
    public static double[] Log(ReadOnlySpan<float> logits)
    {
        double logSum = LogSum(logits);
        double[] logs = new double[logits.Length];
        for (int i = 0; i < logs.Length; i++)
            logs[i] = logits[i] - logSum;
        return logs;
    }

    /// <summary>
    /// Computes logarithms of the mean of several probabilities. The mean of equal ones is the same to the last bit.
    /// </summary>
    /// <param name="logs">At least one; all of the same length.</param>
    public static double[] LogMean(IReadOnlyList<double[]> logs)
    {
        if (logs.Count == 1)
            return logs[0];
        double[] mean = new double[logs[0].Length];
        for (int i = 0; i < mean.Length; i++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            foreach (double[] one in logs)
                largest = Math.Max(largest, one[i]);
            foreach (double[] one in logs)
                sum += Math.Exp(one[i] - largest);
            mean[i] = double.IsFinite(largest) ? largest + Math.Log(sum / logs.Count) : largest;
        }

        return mean;
    }

    // A NaN makes the result NaN.
    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in values)
            largest = MathF.Max(largest, value);
        return largest;
    }
}
