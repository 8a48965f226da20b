using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>Two steps of every preset, by ranks and by one process that accumulates their parts.</summary>
internal static class Presets
{
    private const int Steps = 2;

    /// <summary>An optimizer with momentum and weight decay.</summary>
    public static readonly OptimizerDefinition Sgd = new()
    {
        Type = OptimizerType.Sgd,
        LearningRate = 0.01,
        Momentum = 0.9,
        WeightDecay = 5e-4,
    };

    /// <param name="group">The ranks.</param>
    /// <param name="whole">Whether with images of their own size.</param>
    public static int Check(IRankGroup group, bool whole)
    {
        bool equal = true;
        foreach (string name in NetworkArchitecture.Names)
        {
            NetworkDefinition definition = whole ? NetworkArchitecture.Get(name) : SmallPreset.Get(name);
            string ranks = Train(definition, group, [group.Rank], 1.0 / group.Size);
            if (group.Rank != 0)
                continue;
            string one = Train(definition, null, [.. Enumerable.Range(0, group.Size)], 1.0 / group.Size);
            Console.WriteLine($"{name}: {(ranks == one ? "equal" : "different")}");
            equal &= ranks == one;
        }

        return equal ? 0 : 1;
    }

    // One image in each part: dropout masks are those of the part.
    private static string Train(NetworkDefinition definition, IRankGroup? group, int[] parts, double share)
    {
        using INetwork network = EngineCatalog.ForDevice("cpu").Create(definition, new()
        {
            MaximumBatchSize = 1,
            Optimizer = Sgd with { Accumulation = parts.Length },
            Threads = 1,
            Ranks = group,
            GradientSum = GradientSum.Ordered,
        });
        Fill(network);
        float[] images = new float[definition.Input.Count], targets = new float[definition.Classes],
            logits = new float[definition.Classes];
        for (int step = 0; step < Steps; step++)
        {
            foreach (int part in parts)
            {
                var random = new Random((step * 100) + part);
                for (int i = 0; i < images.Length; i++)
                    images[i] = random.NextSingle() - 0.5f;
                Array.Clear(targets);
                targets[part] = 1;
                network.TrainStep(images, targets, new(0.01, 1, step)
                {
                    Batch = (step * 100) + part,
                    Begins = part == parts[0],
                    Ends = part == parts[^1],
                    Share = share,
                }, logits);
            }
        }

        return Hash(network);
    }

    /// <summary>Writes weights. Millions of random numbers would take longer than the steps.</summary>
    public static void Fill(INetwork network)
    {
        float[] pattern = new float[4099];
        var random = new Random(1);
        foreach (ref float value in pattern.AsSpan())
            value = random.NextSingle() - 0.5f;
        foreach (TensorDescription tensor in network.Parameters)
        {
            float scale = (float)Math.Sqrt(24.0 / (tensor.Count / tensor.Shape[0]));
            float[] scaled = [.. pattern.Select(value => value * scale)], values = new float[tensor.Count];
            for (int i = 0; i < values.Length; i += scaled.Length)
                scaled.AsSpan(0, Math.Min(scaled.Length, values.Length - i)).CopyTo(values.AsSpan(i));
            network.Write(tensor.Name, values);
        }
    }

    private static string Hash(INetwork network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TensorDescription tensor in network.Parameters.Concat(network.OptimizerState))
        {
            float[] values = new float[tensor.Count];
            network.Read(tensor.Name, values);
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
