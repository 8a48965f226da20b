using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Import;

/// <summary>
/// The normalization that a network applies to its input itself, with a mean and a deviation in its file.
/// </summary>
internal static class InputNormalization
{
    // Means on the scale 0..1 are at most 1; those on the scale 0..255 are some 100.
    private const float LargestUnit = 1, LargestLevel = 255;

    /// <summary>
    /// Returns it as a transform; null if there is none, or the values cannot be those of a normalization.
    /// </summary>
    /// <exception cref="FormatException">A value is not finite.</exception>
    public static Normalize? Of((WeightTensor Mean, WeightTensor Deviation)? tensors, NetworkDefinition network)
    {
        if (tensors is not { } found || found.Mean.Count is var count && count != 1 && count != network.Input.Channels)
            return null;
        double[] mean = Values(found.Mean), deviation = Values(found.Deviation);
        double scale = mean.Max() <= LargestUnit && deviation.Max() <= LargestUnit ? 1 : LargestLevel;
        var transform = new Normalize
        {
            Mean = mean.Select(value => value / scale).ToArray(),
            StandardDeviation = deviation.Select(value => value / scale).ToArray(),
        };
        return transform.Problems().Any() ? null : transform;
    }

    private static double[] Values(WeightTensor tensor)
    {
        float[] values = new float[tensor.Count];
        tensor.Read(values);

        // As printed, 0.485 rather than 0.48500001430511475.
        return [.. values.Select(value => (double)(decimal)value)];
    }
}
