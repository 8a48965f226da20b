using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Randomness;

namespace AlexNetPS.Engines;

/// <summary>Initializes the weights of a network. The values depend only on the seed.</summary>
public static class NetworkInitializer
{
    // Truncated normal: draws before a value is clamped, which leaves 1 in 10^10 clamped.
    private const int Redraws = 8;

    private static readonly InitializerDefinition _default = new KaimingUniformInitializer(), _zero =
        new ConstantInitializer();

    /// <summary>Initializes all parameters.</summary>
    /// <param name="network">Receives the values.</param>
    /// <param name="rules">Rules by layer name; a layer without one gets PyTorch's default weights and zero
    /// biases.</param>
    /// <param name="seed">Seed of the run.</param>
    public static void Initialize(INetwork network, IReadOnlyList<InitializationRule> rules, ulong seed)
    {
        int tensor = 0;
        // Not an array, which would stay in memory until the next collection: training allocates nothing.
        using var buffer = new NativeBuffer(network.Parameters.Max(parameter => parameter.Count) * sizeof(float));
        foreach (NetworkLayer layer in network.Definition.ResolvedLayers.Where(layer => layer.HasParameters))
        {
            InitializationRule[] matching = [.. rules.Where(rule => rule.Matches(network.Definition, layer.Name))];
            LayerFans fans = LayerFans.Of(layer);
            int biases = layer.BiasShape.Aggregate(1, (n, d) => n * d);
            Write("weight", matching.LastOrDefault(rule => rule.Weight is not null)?.Weight ?? _default,
                layer.Parameters - biases);
            Write("bias", matching.LastOrDefault(rule => rule.Bias is not null)?.Bias ?? _zero, biases);

            unsafe void Write(string kind, InitializerDefinition initializer, long count)
            {
                var values = new Span<float>(buffer.Floats, (int)count);
                Draw(values, initializer.Distribution(fans),
                    new RandomStream(seed, RandomPurpose.Initialization, 0, (uint)tensor++));
                network.Write($"{layer.Name}.{kind}", values);
            }
        }
    }

    /// <summary>Draws values; position i of the stream determines value i.</summary>
    internal static unsafe void Draw(Span<float> values, InitialDistribution distribution, RandomStream random)
    {
        (InitialShape shape, double center, double spread) = distribution;
        if (shape == InitialShape.Constant)
        {
            values.Fill((float)center);
            return;
        }

        const int chunk = 1 << 16;
        int count = values.Length;
        fixed (float* start = values)
        {
            float* targets = start;
            Parallel.For(0, (count + chunk - 1) / chunk, part =>
            {
                int end = Math.Min(count, (part + 1) * chunk);
                for (int i = part * chunk; i < end; i++)
                {
                    targets[i] = (float)(center + spread * shape switch
                    {
                        InitialShape.Uniform => random.Uniform((uint)i, -1, 1),
                        InitialShape.Normal => random.Gaussian((uint)i),
                        _ => Truncated((uint)i),
                    });
                }
            });
        }

        double Truncated(uint position)
        {
            double value = 0;
            for (uint i = 0; i < Redraws; i++)
            {
                value = random.Gaussian(position * Redraws + i);
                if (Math.Abs(value) <= 2)
                    return value;
            }

            return Math.Clamp(value, -2, 2);
        }
    }
}
