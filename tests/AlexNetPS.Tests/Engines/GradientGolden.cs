using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// The gradients of logits by PyTorch's autograd: written by tests/peers/gradient_goldens.py, which explains the digest.
/// </summary>
public sealed record GradientGolden(int Batch, int[] Classes, Dictionary<string, GradientGolden.Layer> Layers,
    NetworkDefinition? Definition = null, string? Preset = null)
{
    /// <summary>Output of a layer, and the gradient there.</summary>
    public sealed record Layer(Golden.Update Output, Golden.Update Gradient);

    public static IReadOnlyList<GradientGolden> All => Golden.Load<GradientGolden[]>("gradients");

    public string Name => Preset ?? Definition!.Name;

    public NetworkDefinition Network => Definition ?? NetworkArchitecture.Get(Preset!);

    /// <summary>
    /// Compares each layer of the golden. The tolerance is a part of the tensor's norm for sums, and of its largest sample for
    /// values.
    /// </summary>
    public void Check(INetwork network, double tolerance, string device)
    {
        float[] images = Golden.Values(Batch * network.Definition.Input.Count, 1), logits =
            new float[Batch * network.Definition.Classes], predicted = new float[logits.Length];
        network.Forward(images, predicted);
        for (int i = 0; i < network.Definition.ResolvedLayers.Count; i++)
        {
            NetworkLayer layer = network.Definition.ResolvedLayers[i];
            if (!Layers.TryGetValue(layer.Name, out Layer? expected))
                continue;
            float[] outputs = new float[Batch * layer.OutputShape.Count], gradients = new float[outputs.Length];
            string what = $"{Name} on {device}, {layer.Name}";
            network.LogitGradients(images, layer.Name, Classes, logits, outputs, gradients);
            double largest = predicted.Max(MathF.Abs);
            Assert.True(predicted.Zip(logits).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * largest), what);
            CheckTensor(expected.Output, outputs, (uint)(300 + i), tolerance, $"{what}: output");
            CheckTensor(expected.Gradient, gradients, (uint)(400 + i), tolerance, $"{what}: gradient");
        }
    }

    private static void CheckTensor(Golden.Update expected, float[] values, uint stream, double tolerance, string what)
    {
        float[] signs = Golden.Values(values.Length, stream);
        double squares = 0, absolute = 0, projection = 0, largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            squares += (double)values[i] * values[i];
            absolute += Math.Abs(values[i]);
            projection += signs[i] < 0 ? -values[i] : values[i];
            largest = Math.Max(largest, Math.Abs(values[i]));
        }

        Near(expected.Norm, Math.Sqrt(squares), expected.Norm * tolerance, $"{what}, norm");
        Near(expected.Absolute, absolute, expected.Absolute * tolerance, $"{what}, sum of absolute values");
        Near(expected.Projection, projection, expected.Norm * tolerance, $"{what}, projection");
        for (uint k = 0; k < expected.Samples.Length; k++)
        {
            long place = (long)k * 2654435761 % values.Length;
            Near(expected.Samples[k], values[place], largest * tolerance, $"{what}[{place}]");
        }
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: {actual:g7} instead of {expected:g7}, off by "
            + $"{Math.Abs(expected - actual) / tolerance:g3} times the tolerance");
}
