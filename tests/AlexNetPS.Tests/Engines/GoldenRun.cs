using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>Runs a golden case on the CPU engine and compares.</summary>
internal static class GoldenRun
{
    public static void Check(Golden golden, SimdLevel level, double tolerance)
    {
        using INetwork network = new CpuEngine(level).Create(
            golden.Definition, new() { MaximumBatchSize = golden.Batch, Optimizer = golden.Optimizer });
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));

        float[] images = golden.Images(), targets = golden.Targets(), logits = new float[targets.Length];
        string name = $"{golden.Definition.Name} on {level}";
        for (int step = 0; step < golden.Rates.Length; step++)
        {
            float loss = network.TrainStep(images, targets, new(golden.Rates[step], 1, step), logits);
            Near(golden.Losses[step], loss, Math.Abs(golden.Losses[step]) * tolerance, $"{name}: loss of step {step}");
            if (step > 0)
                continue;
            double scale = golden.Logits.Max(Math.Abs);
            for (int i = 0; i < golden.Logits.Length; i++)
                Near(golden.Logits[i], logits[i], scale * tolerance, $"{name}: logit {i}");
        }

        for (int i = 0; i < network.Parameters.Count; i++)
            CheckUpdate(golden, network, i, tolerance, name);
    }

    /// <summary>Evaluation-mode logits; the tolerance is a part of the largest.</summary>
    public static void CheckForward(Golden golden, SimdLevel level, double tolerance)
    {
        using INetwork network =
            new CpuEngine(level).Create(golden.Definition, new() { MaximumBatchSize = golden.Batch });
        for (int i = 0; i < network.Parameters.Count; i++)
            network.Write(network.Parameters[i].Name, Golden.Start(network.Parameters[i], i));
        float[] logits = new float[golden.Batch * golden.Definition.Classes];
        network.Forward(golden.Images(), logits);
        Assert.Equal(golden.Logits.Length, logits.Length);
        double scale = golden.Logits.Max(Math.Abs);
        for (int i = 0; i < logits.Length; i++)
            Near(golden.Logits[i], logits[i], scale * tolerance, $"{golden.Definition.Name} on {level}: logit {i}");
    }

    private static void CheckUpdate(Golden golden, INetwork network, int index, double tolerance, string name)
    {
        TensorDescription parameter = network.Parameters[index];
        Golden.Update expected = golden.Updates[parameter.Name];
        float[] start = Golden.Start(parameter, index), values = GC.AllocateUninitializedArray<float>(start.Length);
        network.Read(parameter.Name, values);
        float[] signs = Golden.Values(start.Length, (uint)(200 + index));
        double absolute = 0, projection = 0;
        float largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double delta = (double)values[i] - start[i];
            absolute += Math.Abs(delta);
            projection += signs[i] < 0 ? -delta : delta;
            if (Math.Abs(start[i]) > largest)
                largest = Math.Abs(start[i]);
        }

        Near(expected.Absolute, absolute, expected.Absolute * tolerance,
            $"{name}: {parameter.Name}, sum of absolute changes");
        Near(expected.Projection, projection, expected.Norm * tolerance * 10,
            $"{name}: {parameter.Name}, projection of the change");

        // A weight is a float: its change is known to half a unit in its last place, three times over.
        double typical = expected.Norm / Math.Sqrt(values.Length), rounding = largest * 4e-7;
        for (uint k = 0; k < expected.Samples.Length; k++)
        {
            long place = (long)k * 2654435761 % values.Length;
            Near(expected.Samples[k], (double)values[place] - start[place], typical * tolerance * 30 + rounding,
                $"{name}: {parameter.Name}[{place}]");
        }
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: {actual:g7} instead of {expected:g7}, off by "
            + $"{Math.Abs(expected - actual) / tolerance:g3} times the tolerance");
}
