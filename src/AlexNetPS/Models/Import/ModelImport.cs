using System.Collections.Concurrent;
using System.Globalization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Converts weights of other programs to a model: matches them, converts them to PyTorch's layout and describes them.
/// The recipe's channel order wins and leaves the weights unchanged. Without one, the network expects RGB, and the
/// first layer of a BGR format is reversed.
/// </summary>
internal static class ModelImport
{
    /// <exception cref="FormatException">The weights fit no network; the message lists the differences.</exception>
    public static AlexNetModel From(WeightFile file, ModelImportOptions options)
    {
        Action<string> warn = warning => options.Warn?.Invoke(MessageText.Of(warning));
        WeightMatch match = ArchitectureMatch.Find(file, options.Architecture, options.Recipe?.Architecture);
        NetworkDefinition network = match.Definition;
        Normalize? normalization = InputNormalization.Of(match.Normalization, network);
        WarnOfOthers(match, file, normalization, warn);
        var description = new ModelDescription()
        {
            Name = network.Name,
            Definition = network,
            Classes = Classes(options.Classes, network, file, warn),
            Recipe = ImportedRecipe.For(options.Recipe, network, file, file.Network is null
                && options.Architecture is null && network.Name != file.Architecture, normalization, warn),
        };
        file.Verify();
        bool turned = file.BlueFirst && ChannelOrder.In(description.Recipe.EvaluationTransforms) is null;
        return new(description, Read(match, file, turned), file.Path);
    }

    /// <summary>
    /// Returns a model of this library in the format of another program, as its metadata describes it.
    /// </summary>
    /// <exception cref="FormatException">The network in the file is another than that of the description.</exception>
    public static AlexNetModel Described(WeightFile file, ModelDescription description)
    {
        if (file.Network is { } stated && SameFunction.Difference(stated, description.Definition) is string difference)
            throw new FormatException($"its network is not the one that its metadata describes: {difference}");
        WeightMatch match = WeightMatch.InOrder(description.Definition, file);
        if (match.Differences.Count > 0)
            throw new FormatException($"its tensors do not fit its description: {match.Differences[0]}");
        file.Verify();
        return new(description, Read(match, file, turned: false), file.Path);
    }

    /// <summary>Names the tensors that are not read: whoever knows the network knows whether it needs them.</summary>
    private static void WarnOfOthers(WeightMatch match, WeightFile file, Normalize? normalization, Action<string> warn)
    {
        string name = System.IO.Path.GetFileName(file.Path);
        foreach (string note in file.Notes)
            warn($"'{name}': {note}");
        string[] others = [.. match.Beside
            .Where(tensor => normalization is null
                || (tensor != match.Normalization?.Mean && tensor != match.Normalization?.Deviation))
            .Select(tensor => $"{NameText.Truncate(tensor.Name)} {tensor.ShapeText}"), .. file.Unread];
        if (others.Length > 0)
        {
            warn($"'{name}' has tensors beside those of {match.Definition.Name}, which are not read: "
                + $"{NameText.List(others)}.");
        }
    }

    internal static IReadOnlyList<string> Classes(
        IReadOnlyList<string>? given, NetworkDefinition network, WeightFile weights, Action<string> warn)
    {
        (int outputs, string file) = (network.Classes, System.IO.Path.GetFileName(weights.Path));
        if (given is null && outputs == ImageNetClasses.Words.Count && IsPublished(network, weights))
        {
            warn($"'{file}' has no class names; its {outputs:N0} outputs got the names of ILSVRC-2012's classes, "
                + "in the order of torchvision and Caffe. Set other names with -ClassNamePath.");
            return ImageNetClasses.Words;
        }

        if (given is null)
        {
            warn($"'{file}' has no class names; they are \"0\" to \"{outputs - 1}\". Give a file of names with "
                + "-ClassNamePath.");
            return [.. Enumerable.Range(0, outputs).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        }

        return given.Count == outputs
            ? given
            : throw new FormatException($"{given.Count} class names were given for its {outputs} outputs");
    }

    /// <summary>
    /// Whether published weights of this network with 1,000 outputs are trained on ILSVRC-2012: torchvision's, and
    /// those of Caffe's two networks and their derivatives.
    /// </summary>
    private static bool IsPublished(NetworkDefinition network, WeightFile weights) =>
        weights.BlueFirst ? network.Name is "BvlcAlexNet" or "CaffeNet" or "Paper" : network.Name == "OneTower";

    private static ConcurrentDictionary<string, float[]> Read(WeightMatch match, WeightFile file, bool turned)
    {
        var parameters = new ConcurrentDictionary<string, float[]>(StringComparer.Ordinal);
        NetworkLayer[] learning = [.. match.Definition.ResolvedLayers.Where(layer => layer.HasParameters)];
        NetworkLayer? flattening = learning.FirstOrDefault(layer => layer.Definition is LinearDefinition);
        LargestFirst.ForEach(match.Tensors, pair => pair.Value.Count, file.Stopping, pair =>
        {
            WeightTensor tensor = pair.Value;
            if (file.ChannelsLast && flattening is not null && pair.Key == $"{flattening.Name}.weight")
                tensor = RowsFirst(tensor, flattening.InputShape);
            if (turned && pair.Key == $"{learning[0].Name}.weight")
                tensor = Turned(tensor, learning[0].InputShape);
            float[] values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Count));
            tensor.Read(values);
            parameters[pair.Key] = values;
        });
        return parameters;
    }

    /// <summary>Reorders inputs from row, column, channel to channel, row, column.</summary>
    private static WeightTensor RowsFirst(WeightTensor matrix, TensorShape input) =>
        matrix.Split(1, input.Height, input.Width, input.Channels).Permute(0, 3, 1, 2);

    /// <summary>Reverses the input channels (BGR to RGB) of a kernel, or of a matrix over the image.</summary>
    private static WeightTensor Turned(WeightTensor tensor, TensorShape input)
    {
        if (input.Channels != 3)
            return tensor;
        WeightTensor planes = tensor.Shape.Count == 2
            ? tensor.Split(1, input.Channels, input.Height, input.Width)
            : tensor;
        return planes.Shape[1] == input.Channels ? planes.Reverse(1) : tensor;
    }
}
