using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training.DataParallel;

/// <summary>The weights and the optimizer state of two runs, bit for bit.</summary>
internal static class RunBits
{
    public static void AssertSame(TrainingRun expected, TrainingRun actual)
    {
        Assert.Equal(Values(expected, "last"), Values(actual, "last"));
        if (File.Exists(Path.Combine(expected.Path, "best.safetensors")))
            Assert.Equal(Values(expected, "best"), Values(actual, "best"));
    }

    private static Dictionary<string, int[]> Values(TrainingRun run, string file)
    {
        using var tensors = SafetensorsFile.Open(Path.Combine(run.Path, file + ".safetensors"));
        return tensors.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            float[] values = new float[tensor.Count];
            tensors.Read(tensor.Name, values);
            return values.Select(BitConverter.SingleToInt32Bits).ToArray();
        });
    }
}
