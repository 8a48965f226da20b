using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training;

/// <summary>The weights and the optimizer state of runs, bit for bit.</summary>
internal static class RunBits
{
    /// <summary>Asserts that all checkpoints of a run, the last among them, are those of another.</summary>
    public static void AssertSame(TrainingRun expected, TrainingRun actual)
    {
        string[] files = [.. Directory.GetFiles(expected.Path, "*.safetensors")
            .Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.Contains("last", files);
        foreach (string file in files)
            Assert.Equal(Of(expected, file), Of(actual, file));
    }

    /// <summary>Returns the bits of each tensor of a checkpoint.</summary>
    public static Dictionary<string, int[]> Of(TrainingRun run, string file)
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
