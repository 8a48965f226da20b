using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Weights under which activations keep their size from layer to layer, as in a trained network.</summary>
internal static class RandomWeights
{
    public static unsafe void Fill(INetwork network)
    {
        var random = new Random(2);
        using var buffer = new NativeBuffer(network.Parameters.Max(parameter => parameter.Count) * sizeof(float));
        foreach (TensorDescription parameter in network.Parameters)
        {
            float scale = parameter.Shape.Count == 1
                ? 0
                : (float)Math.Sqrt(24.0 / (parameter.Count / parameter.Shape[0]));
            var values = new Span<float>(buffer.Floats, (int)parameter.Count);
            for (int i = 0; i < values.Length; i++)
                values[i] = (random.NextSingle() - 0.5f) * scale;
            network.Write(parameter.Name, values);
        }
    }
}
