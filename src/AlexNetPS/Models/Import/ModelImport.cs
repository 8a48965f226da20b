using System.Collections.Concurrent;
using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.Import;

/// <summary>Weights of another program to a model: match, bring to PyTorch's layout and red-green-blue, describe.</summary>
internal static class ModelImport
{
    /// <exception cref="FormatException">The weights fit no network; the message says where they differ.</exception>
    public static AlexNetModel From(WeightFile file, ModelImportOptions options)
    {
        Action<string> warn = options.Warn ?? (_ => { });
        WeightMatch match = ArchitectureMatch.Find(file, options.Architecture);
        NetworkDefinition network = match.Definition;
        ModelDescription description = new()
        {
            Name = network.Name,
            Definition = network,
            Classes = Classes(options.Classes, network, file, warn),
            Recipe = ImportedRecipe.For(options.Recipe, network, warn),
        };
        file.Verify();
        return new(description, Read(match, file), file.Path);
    }

    internal static IReadOnlyList<string> Classes(
        IReadOnlyList<string>? given, NetworkDefinition network, WeightFile weights, Action<string> warn)
    {
        (int outputs, string file) = (network.Classes, System.IO.Path.GetFileName(weights.Path));
        if (given is null && outputs == ImageNetClasses.Words.Count && IsPublished(network, weights))
        {
            warn($"'{file}' has no class names; its {outputs:N0} outputs got the names of ILSVRC-2012's classes, "
                + "in the order of torchvision and Caffe. Give other names with -ClassNamePath.");
            return ImageNetClasses.Words;
        }

        if (given is null)
        {
            warn($"'{file}' has no class names; they are \"0\" to \"{outputs - 1}\". Give a file of names with -ClassNamePath.");
            return [.. Enumerable.Range(0, outputs).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        }

        return given.Count == outputs ? given : throw new FormatException($"{given.Count} class names were given for its {outputs} outputs");
    }

    /// <summary>
    /// Whether weights of this network with 1,000 outputs are published for ILSVRC-2012: torchvision's, and Caffe's two with what
    /// was made of them.
    /// </summary>
    private static bool IsPublished(NetworkDefinition network, WeightFile weights) =>
        weights.BlueFirst ? network.Name is "BvlcAlexNet" or "CaffeNet" or "Paper" : network.Name == "OneTower";

    private static ConcurrentDictionary<string, float[]> Read(WeightMatch match, WeightFile file)
    {
        var parameters = new ConcurrentDictionary<string, float[]>(StringComparer.Ordinal);
        NetworkLayer[] learning = [.. match.Definition.ResolvedLayers.Where(layer => layer.HasParameters)];
        NetworkLayer? flattening = learning.FirstOrDefault(layer => layer.Definition is LinearDefinition);
        LargestFirst.ForEach(match.Tensors, pair => pair.Value.Count, file.Stopping, pair =>
        {
            WeightTensor tensor = pair.Value;
            if (file.BlueFirst && pair.Key == $"{learning[0].Name}.weight" && tensor.Shape is [_, 3, _, _]) tensor = tensor.Reverse(1);
            if (file.ChannelsLast && flattening is not null && pair.Key == $"{flattening.Name}.weight") tensor = RowsFirst(tensor, flattening.InputShape);
            float[] values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Count));
            tensor.Read(values);
            parameters[pair.Key] = values;
        });
        return parameters;
    }

    /// <summary>Inputs in the order row, column, channel become channel, row, column.</summary>
    private static WeightTensor RowsFirst(WeightTensor matrix, TensorShape input) =>
        matrix.Split(1, input.Height, input.Width, input.Channels).Permute(0, 3, 1, 2);
}
