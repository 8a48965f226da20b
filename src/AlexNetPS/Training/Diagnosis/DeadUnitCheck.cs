using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>The layer with the largest fraction of dead units.</summary>
/// <param name="Share">Fraction of its units that are 0 for all images, 0 to 1.</param>
/// <param name="Layer">Name of the layer.</param>
internal readonly record struct DeadUnits(double Share, string Layer);

/// <summary>
/// Counts dead ReLU units (filters of a convolution, values of a linear layer): those that are 0 for all of a few
/// images. It costs some forward passes, so it runs only after epochs 1, 2, 4, 8 and so on.
/// </summary>
internal static class DeadUnitCheck
{
    private const int MaxImages = 16;

    public static bool IsDue(int epoch) => (epoch & (epoch - 1)) == 0;

    /// <summary>Returns the layer with the largest fraction of dead units; null if there is no ReLU.</summary>
    /// <param name="network">The network; not changed.</param>
    /// <param name="images">Inputs; the first 16 are used.</param>
    public static DeadUnits? Measure(INetwork network, NetworkInput images)
    {
        NetworkDefinition definition = network.Definition;
        int count = (int)Math.Min(Math.Min(MaxImages, network.MaximumBatchSize),
            images.Length / definition.Input.Count);
        DeadUnits? worst = null;
        foreach (NetworkLayer layer in definition.ResolvedLayers.Where(
            layer => layer.Definition is ActivationDefinition { Function: ActivationFunction.Relu }))
        {
            float[] values = new float[count * layer.OutputShape.Count];
            network.Activations(images.Slice(0, count, definition.Input), layer.Name, values);
            double share = (double)Dead(values, layer.OutputShape) / layer.OutputShape.Channels;
            if (worst is null || share > worst.Value.Share)
                worst = new(share, layer.Name);
        }

        return worst;
    }

    private static int Dead(float[] values, TensorShape shape)
    {
        int area = shape.Height * shape.Width;
        bool[] fires = new bool[shape.Channels];
        for (int start = 0, channel = 0; start < values.Length; start += area, channel = (channel + 1) % shape.Channels)
        {
            if (!fires[channel])
                fires[channel] = values.AsSpan(start, area).IndexOfAnyExceptInRange(float.NegativeInfinity, 0) >= 0;
        }

        return fires.Count(fired => !fired);
    }
}
