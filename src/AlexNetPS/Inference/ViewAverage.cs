namespace AlexNetPS.Inference;

/// <summary>The outputs of a picture's views to those of the picture.</summary>
internal static class ViewAverage
{
    /// <summary>Softmax of every view, averaged (paper section 4.1).</summary>
    public static void Probabilities(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        int classes = probabilities.Length, views = logits.Length / classes;
        double[] sum = new double[classes];
        for (int view = 0; view < views; view++) Softmax.AddTo(logits.Slice(view * classes, classes), 1.0 / views, sum);
        for (int i = 0; i < classes; i++) probabilities[i] = (float)sum[i];
    }

    /// <summary>Mean of the values of every view.</summary>
    public static float[] Values(ReadOnlySpan<float> values, int length)
    {
        int views = values.Length / length;
        if (views == 1) return values.ToArray();
        float[] mean = new float[length];
        for (int i = 0; i < length; i++)
        {
            double sum = 0;
            for (int view = 0; view < views; view++) sum += values[view * length + i];
            mean[i] = (float)(sum / views);
        }

        return mean;
    }
}
