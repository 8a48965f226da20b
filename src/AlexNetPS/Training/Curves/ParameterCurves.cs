using AlexNetPS.Engines;
using AlexNetPS.Formats.TensorBoard;
using AlexNetPS.Networks;

namespace AlexNetPS.Training.Curves;

/// <summary>Means and histograms of the weights of a network and of their gradients in the last step.</summary>
internal sealed class ParameterCurves(INetwork network)
{
    /// <summary>Adds every parameter to an event.</summary>
    /// <param name="point">Receives the curves.</param>
    /// <param name="histograms">Whether to add histograms in addition to means.</param>
    public void Add(CurveEvent point, bool histograms)
    {
        // Allocated per point: as large as a checkpoint needs, and free again between the steps.
        float[] buffer = new float[network.Parameters.Max(parameter => parameter.Count)];
        foreach (TensorDescription parameter in network.Parameters)
        {
            Span<float> values = buffer.AsSpan(0, (int)parameter.Count);
            network.Read(parameter.Name, values);
            Add(point, "weight", parameter.Name, values, histograms);
            if (network.ReadGradient(parameter.Name, values))
                Add(point, "gradient", parameter.Name, values, histograms);
        }
    }

    private static void Add(CurveEvent point, string kind, string parameter, ReadOnlySpan<float> values,
        bool histograms)
    {
        var histogram = new ValueHistogram(values);
        if (histogram.Count == 0)
            return;
        point.Add($"mean_{kind}/{parameter}", histogram.Sum / histogram.Count);
        if (histograms)
            point.Add($"{kind}/{parameter}", histogram);
    }
}
