using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>What PyTorch computed: written by tests/peers/engine_goldens.py, which also explains the hash.</summary>
public sealed record Golden(
    NetworkDefinition Definition, OptimizerDefinition Optimizer, double[] Rates, int Batch, double[] Losses,
    double[] Logits,
    Dictionary<string, Golden.Update> Updates, JsonElement Changes = default)
{
    private static readonly JsonSerializerOptions _json =
        new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    /// <summary>Change of a parameter over all steps.</summary>
    public sealed record Update(double Norm, double Absolute, double Projection, double[] Samples);

    private static readonly ConcurrentDictionary<(string Name, Type Type), Lazy<object>> _loaded = new();

    /// <summary>Reads a file once for all its cases.</summary>
    public static T Load<T>(string name)
    {
        return (T)_loaded.GetOrAdd((name, typeof(T)), _ => new(Read)).Value;

        object Read()
        {
            using Stream stream = typeof(Golden).Assembly.GetManifestResourceStream($"Goldens/{name}.json")!;
            return JsonSerializer.Deserialize<T>(stream, _json)!;
        }
    }

    /// <summary>Uniform in [-1, 1).</summary>
    public static float Hashed(uint index, uint stream)
    {
        uint h = index * 2654435761 + stream * 2246822519;
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        h *= 0xC2B2AE35;
        h ^= h >> 16;
        return (h >> 8) * (1f / (1 << 23)) - 1;
    }

    public static float[] Values(long count, uint stream, float scale = 1)
    {
        float[] values = GC.AllocateUninitializedArray<float>((int)count);
        Parallel.ForEach(Partitioner.Create(0, values.Length, 1 << 18),
            part => Fill(values, part.Item1, part.Item2, stream, scale));
        return values;
    }

    // Eight at a time, by the same operations.
    private static void Fill(float[] values, int start, int end, uint stream, float scale)
    {
        int i = start;
        for (Vector256<uint> index = Vector256.Create((uint)start)
            + Vector256<uint>.Indices; i <= end - 8; i += 8, index += Vector256.Create(8u))
        {
            Vector256<uint> h = index * 2654435761 + Vector256.Create(stream * 2246822519);
            h ^= h >>> 16;
            h *= 0x85EBCA6B;
            h ^= h >>> 13;
            h *= 0xC2B2AE35;
            h ^= h >>> 16;
            Vector256<float> uniform =
                Vector256.ConvertToSingle((h >>> 8).AsInt32()) * (1f / (1 << 23)) - Vector256<float>.One;
            (uniform * scale).CopyTo(values, i);
        }

        for (; i < end; i++)
            values[i] = Hashed((uint)i, stream) * scale;
    }

    /// <summary>Weights uniform within sqrt(6 / fan-in), biases within 0.1.</summary>
    public static float[] Start(TensorDescription parameter, int index) => Values(
        parameter.Count, (uint)(100 + index),
        parameter.Name.EndsWith("bias", StringComparison.Ordinal) ? 0.1f
            : (float)Math.Sqrt(6.0 / parameter.Shape.Skip(parameter.Shape.Count == 6 ? 3 : 1).Aggregate(1L, (n, d) => n * d)));

    public float[] Images() => Values(Batch * Definition.Input.Count, 1);

    public float[] Targets()
    {
        int classes = Definition.Classes;
        float[] targets = new float[Batch * classes];
        for (int n = 0; n < Batch; n++)
        {
            targets[n * classes + (7 * n + 1) % classes] = 0.75f;
            targets[n * classes + 3 * n % classes] += 0.125f * (n + 1);
        }

        return targets;
    }
}
