namespace AlexNetPS.Inference;

/// <summary>Logits to probabilities, shifted by the largest so that nothing overflows.</summary>
internal static class Softmax
{
    /// <summary>log of the sum of exp.</summary>
    public static double LogSum(ReadOnlySpan<float> logits)
    {
        float largest = Largest(logits);
        if (float.IsInfinity(largest)) return largest;
        double sum = 0;
        foreach (float logit in logits) sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>Adds weight times the probabilities to what is there.</summary>
    public static void AddTo(ReadOnlySpan<float> logits, double weight, Span<double> probabilities)
    {
        double logSum = LogSum(logits);
        for (int i = 0; i < logits.Length; i++) probabilities[i] += weight * Math.Exp(logits[i] - logSum);
    }

    // NaN anywhere makes the result NaN, as it should.
    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in values) largest = MathF.Max(largest, value);
        return largest;
    }
}
