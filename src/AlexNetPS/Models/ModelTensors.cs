using System.Collections.Concurrent;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;

namespace AlexNetPS.Models;

/// <summary>The weights of a network in a file of this library: a model or a checkpoint.</summary>
internal static class ModelTensors
{
    /// <summary>
    /// Compares the tensors of a file with those of a network; additional tensors (of an optimizer) are ignored.
    /// </summary>
    /// <exception cref="FormatException">They differ; the message lists them.</exception>
    public static void CheckShapes(SafetensorsFile file, NetworkDefinition definition)
    {
        string[] differences =
        [
            .. definition.ParameterTensors
                .Where(expected => !file.Contains(expected.Name)
                    || !file.Tensor(expected.Name).Shape.SequenceEqual(expected.Shape.Select(d => (long)d)))
                .Select(expected => $"{expected.Name}: {Shape(file, expected.Name)}, expected "
                    + $"[{string.Join(", ", expected.Shape)}]"),
        ];
        if (differences.Length > 0)
        {
            throw new FormatException(
                $"its tensors do not fit the network {definition.Name}:\n  {string.Join("\n  ", differences)}");
        }
    }

    /// <summary>Returns the values of all tensors by name.</summary>
    /// <exception cref="FormatException">A tensor is damaged.</exception>
    public static IReadOnlyDictionary<string, float[]> ReadAll(SafetensorsFile file, NetworkDefinition definition,
        CancellationToken cancellation = default)
    {
        var values = new ConcurrentDictionary<string, float[]>(StringComparer.Ordinal);
        LargestFirst.ForEach(definition.ParameterTensors, tensor => tensor.Count, cancellation,
            tensor => values[tensor.Name] = Read(file, tensor, cancellation));
        return values;
    }

    /// <summary>Returns the values of a tensor.</summary>
    /// <exception cref="FormatException">The tensor is damaged, or a value is not finite.</exception>
    public static float[] Read(SafetensorsFile file, TensorDescription tensor, CancellationToken cancellation = default)
    {
        float[] values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Count),
            pinned: HugePages.Suit(tensor.Count * sizeof(float)));
        HugePages.Prefer(values);
        string name = AveragedName(file, tensor);
        file.Read(name, values, cancellation);
        FiniteValues.Check(name, values);
        return values;
    }

    private static string Shape(SafetensorsFile file, string name) =>
        file.Contains(name) ? $"[{string.Join(", ", file.Tensor(name).Shape)}]" : "missing";

    // A checkpoint with averaged weights has both; its accuracy is that of the averages.
    private static string AveragedName(SafetensorsFile file, TensorDescription tensor)
    {
        string averaged = tensor.Name + OptimizerDefinition.AverageSuffix;
        return file.Contains(averaged) && file.Tensor(averaged).Shape.SequenceEqual(tensor.Shape.Select(d => (long)d))
            ? averaged
            : tensor.Name;
    }
}
