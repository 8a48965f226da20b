namespace AlexNetPS.Inference;

/// <summary>Averages the outputs of the crops of an image.</summary>
internal static class ViewAverage
{
    /// <summary>Logarithms of the mean of every crop's softmax (paper section 4.1).</summary>
    public static double[] LogProbabilities(ReadOnlySpan<float> logits, int classes)
    {
        double[][] crops = new double[logits.Length / classes][];
        for (int crop = 0; crop < crops.Length; crop++)
            crops[crop] = Softmax.Log(logits.Slice(crop * classes, classes));
        return Softmax.LogMean(crops);
    }

    /// <summary>Returns the mean of the values of all crops.</summary>
    public static float[] Values(ReadOnlySpan<float> values, int length)
    {
        int views = values.Length / length;
        if (views == 1)
            return values.ToArray();
        float[] mean = new float[length];
        for (int i = 0; i < length; i++)
        {
            double sum = 0;
            for (int view = 0; view < views; view++)
                sum += values[view * length + i];
            mean[i] = (float)(sum / views);
        }

        return mean;
    }
}
