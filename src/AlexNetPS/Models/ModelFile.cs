using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using AlexNetPS.Networks;

namespace AlexNetPS.Models;

/// <summary>A safetensors file to a model.</summary>
internal static class ModelFile
{
    /// <summary>Reads and checks the whole file, so that damage shows now and not in the middle of a prediction.</summary>
    public static AlexNetModel Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        try
        {
            ModelDescription description = ModelDescription.FromMetadata(file.Metadata);
            CheckShapes(file, description.Definition);
            return new(description, ReadParameters(file, description.Definition), file.Path);
        }
        catch (FormatException e)
        {
            throw new ModelFormatException($"'{file.Path}' cannot be read as a model: {e.Message}.", e);
        }
    }

    /// <summary>Compares a file's tensors with those of a network; tensors the network does not have (an optimizer's) are left alone.</summary>
    private static void CheckShapes(SafetensorsFile file, NetworkDefinition definition)
    {
        string[] differences =
        [
            .. definition.ParameterTensors
                .Where(expected => !file.Contains(expected.Name) || !file.Tensor(expected.Name).Shape.SequenceEqual(expected.Shape.Select(d => (long)d)))
                .Select(expected => $"{expected.Name}: {(file.Contains(expected.Name) ? $"[{string.Join(", ", file.Tensor(expected.Name).Shape)}]" : "missing")}, expected [{string.Join(", ", expected.Shape)}]"),
        ];
        if (differences.Length > 0)
            throw new FormatException($"its tensors do not fit the network {definition.Name}:\n  {string.Join("\n  ", differences)}");
    }

    private static ConcurrentDictionary<string, float[]> ReadParameters(SafetensorsFile file, NetworkDefinition definition)
    {
        var parameters = new ConcurrentDictionary<string, float[]>(StringComparer.Ordinal);

        // The largest first and one by one: a tensor can be most of the file.
        var largestFirst = Partitioner.Create(definition.ParameterTensors.OrderByDescending(tensor => tensor.Count), EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(largestFirst, tensor =>
            {
                float[] values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Count));
                file.Read(tensor.Name, values);
                parameters[tensor.Name] = values;
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return parameters;
    }
}
