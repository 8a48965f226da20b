using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>Two steps of every preset, by ranks that divide its layers and by one process.</summary>
internal static class DividedPresets
{
    private const int Images = 2;

    // Sums over the channels of all ranks are made in another order.
    private const double Tolerance = 1e-3;

    /// <param name="group">The ranks.</param>
    /// <param name="whole">Whether with images of their own size.</param>
    public static int Check(IRankGroup group, bool whole)
    {
        bool close = true;
        foreach (string name in NetworkArchitecture.Names)
        {
            NetworkDefinition definition = whole ? NetworkArchitecture.Get(name) : SmallPreset.Get(name);
            using INetwork ranks = Create(definition, group);
            using INetwork? one = group.Rank == 0 ? Create(definition, null) : null;
            Step(ranks, 0);
            Step(one, 0);
            double difference = ranks.Parameters.Concat(ranks.OptimizerState).Max(tensor => Difference(ranks, one, tensor));
            Step(ranks, 1);
            Step(one, 1);
            // From now on a rounding may make another value the largest of a pooling window.
            difference = Math.Max(difference, ranks.Parameters.Max(tensor => Difference(ranks, one, tensor)));
            if (group.Rank != 0)
                continue;
            Console.WriteLine($"{name}: {(difference < Tolerance ? "close" : $"{difference:g3}")}");
            close &= difference < Tolerance;
        }

        return close ? 0 : 1;
    }

    private static INetwork Create(NetworkDefinition definition, IRankGroup? group)
    {
        INetwork network = EngineCatalog.ForDevice("cpu").Create(definition, new()
        {
            MaximumBatchSize = Images,
            Optimizer = Presets.Sgd,
            Threads = 1,
            Ranks = group,
            Parallelism = Parallelism.Model,
        });
        Presets.Fill(network);
        return network;
    }

    private static void Step(INetwork? network, int step)
    {
        if (network is null)
            return;
        NetworkDefinition definition = network.Definition;
        float[] images = new float[Images * definition.Input.Count], targets = new float[Images * definition.Classes],
            logits = new float[targets.Length];
        var random = new Random(step);
        for (int i = 0; i < images.Length; i++)
            images[i] = random.NextSingle() - 0.5f;
        for (int image = 0; image < Images; image++)
            targets[(image * definition.Classes) + image] = 1;
        network.TrainStep(images, targets, new(0.01, 1, step), logits);
    }

    // Root mean square of the difference, as a share of that of the values. All ranks read.
    private static double Difference(INetwork ranks, INetwork? one, TensorDescription tensor)
    {
        float[] actual = new float[tensor.Count];
        ranks.Read(tensor.Name, actual);
        if (one is null)
            return 0;
        float[] expected = new float[tensor.Count];
        one.Read(tensor.Name, expected);
        double squares = 0, sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            sum += (double)expected[i] * expected[i];
            squares += Math.Pow(expected[i] - actual[i], 2);
        }

        return squares == 0 ? 0 : Math.Sqrt(squares / sum);
    }
}
