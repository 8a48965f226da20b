using AlexNetPS.TorchSharp.Layers;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// Layers whose backward pass runs without a pause, after which their gradients are there: those from one layer to the
/// one before the previous segment's.
/// </summary>
/// <param name="Layer">Index of the first layer.</param>
/// <param name="Parameter">Index of its first parameter among those that learn.</param>
internal readonly record struct Segment(int Layer, int Parameter)
{
    /// <summary>The backward pass as a whole.</summary>
    public static IReadOnlyList<Segment> Whole { get; } = [new(0, 0)];

    /// <summary>
    /// Divides the backward pass: it pauses after each layer with which another bucket of gradients is full. In AlexNet
    /// these are the linear layers, which have 94 to 96 % of the parameters and come first.
    /// </summary>
    /// <param name="layers">All layers, in the order of the forward pass.</param>
    /// <param name="bucket">Values of a bucket.</param>
    /// <returns>The segments, in the order of the backward pass.</returns>
    public static IReadOnlyList<Segment> Of(IReadOnlyList<TorchLayer> layers, long bucket)
    {
        var segments = new List<Segment>();
        int parameter = layers.Sum(layer => layer.Parameters.Count(own => own.Learns));
        long values = 0;
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            long full = values / bucket;
            foreach (TorchParameter own in layers[i].Parameters.Where(own => own.Learns))
            {
                values += own.Description.Count;
                parameter--;
            }

            if (values / bucket > full && parameter > 0)
                segments.Add(new(i, parameter));
        }

        return [.. segments, .. Whole];
    }
}
