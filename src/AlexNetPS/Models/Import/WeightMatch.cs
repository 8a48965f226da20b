using AlexNetPS.Networks;

namespace AlexNetPS.Models.Import;

/// <summary>Which tensor of a file is which parameter of a network, and where they differ.</summary>
internal sealed class WeightMatch
{
    private WeightMatch(NetworkDefinition definition, IReadOnlyDictionary<string, WeightTensor> tensors,
        IReadOnlyList<string> differences)
    {
        Definition = definition;
        Tensors = tensors;
        Differences = differences;
    }

    public NetworkDefinition Definition { get; }

    /// <summary>By parameter name; complete where there are no differences.</summary>
    public IReadOnlyDictionary<string, WeightTensor> Tensors { get; }

    /// <summary>One line for each parameter that is missing, has another shape, or has no place.</summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>
    /// By this library's names if the file has them, otherwise layer by layer in order; of two orders the one that fits
    /// better. The number of outputs is the file's.
    /// </summary>
    /// <exception cref="FormatException">It has no last layer, so it is no such network.</exception>
    public static WeightMatch Of(NetworkDefinition definition, WeightFile file)
    {
        IReadOnlyList<WeightLayer> layers =
            WeightLayer.Of(WithoutPrefix(file.Tensors), out IReadOnlyList<WeightTensor> others);
        definition = WithClasses(definition, Classes(definition, file, layers));
        NetworkLayer[] learning = [.. definition.ResolvedLayers.Where(layer => layer.HasParameters)];
        var byName = layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        WeightLayer?[] named = [.. learning.Select(layer => byName.GetValueOrDefault(layer.Name))];
        if (named.All(layer => layer is not null))
            return Pair(definition, learning, named!, layers.Except(named!)!, others);

        // A file with one of our names too few or too many is easier understood by names than shifted by one.
        if (named.Count(layer => layer is not null) > learning.Length / 2)
            return Pair(definition, learning, named, layers.Except(named), others);

        IReadOnlyList<WeightLayer> sorted = WeightLayer.ByName(layers);
        WeightMatch first = InOrder(file.SortedByName ? sorted : layers), second =
            InOrder(file.SortedByName ? layers : sorted);
        return second.Differences.Count < first.Differences.Count ? second : first;

        WeightMatch InOrder(IReadOnlyList<WeightLayer> order) =>
            Pair(definition, learning, [.. learning.Select((_, i) => order.ElementAtOrDefault(i))],
                order.Skip(learning.Length), others);
    }

    /// <summary>Rows of the last matrix; the number of outputs is the one thing that varies with the data.</summary>
    private static int Classes(NetworkDefinition definition, WeightFile file, IReadOnlyList<WeightLayer> layers)
    {
        WeightLayer last =
            layers.FirstOrDefault(layer => layer.Name == definition.Layers[^1].Name && !layer.IsConvolution)
            ?? (file.SortedByName ? WeightLayer.ByName(layers) : layers).LastOrDefault(layer => !layer.IsConvolution)
            ?? throw new FormatException("it has no matrix of a last, fully connected layer; it has "
                + $"{(file.Tensors.Count == 0 ? "no tensors" : string.Join(", ", file.Tensors.Take(10)))}");
        return last.Weight.Shape[0] is > 0 and <= LayerLimits.Channels ? (int)last.Weight.Shape[0]
            : throw new FormatException($"its last layer '{Shown(last.Name)}' has {last.Weight.Shape[0]:N0} outputs");
    }

    /// <summary>
    /// The network with the file's number of outputs; where it cannot have so many, they are left as a difference.
    /// </summary>
    private static NetworkDefinition WithClasses(NetworkDefinition definition, int classes)
    {
        try
        {
            return definition.WithClasses(classes);
        }
        catch (NetworkDefinitionException)
        {
            return definition;
        }
    }

    /// <summary>Names without what all of them begin with: "module." of DataParallel, a wrapper's "model.".</summary>
    private static IReadOnlyList<WeightTensor> WithoutPrefix(IReadOnlyList<WeightTensor> tensors)
    {
        int prefix = Prefix(tensors);
        return prefix == 0 ? tensors : [.. tensors.Select(tensor => tensor with { Name = tensor.Name[prefix..] })];
    }

    /// <summary>
    /// Length of what all names share up to a dot, if each has another dot behind it. Found in one pass, because a name
    /// may be nothing but dots.
    /// </summary>
    private static int Prefix(IReadOnlyList<WeightTensor> tensors)
    {
        ReadOnlySpan<char> shared = tensors.Count == 0 ? "" : tensors[0].Name;
        foreach (WeightTensor tensor in tensors)
        {
            ReadOnlySpan<char> name = tensor.Name;
            shared = shared[..shared.CommonPrefixLength(name[..Math.Max(name.LastIndexOf('.'), 0)])];
        }

        return shared.LastIndexOf('.') + 1;
    }

    private static WeightMatch Pair(NetworkDefinition definition, NetworkLayer[] learning,
        IReadOnlyList<WeightLayer?> found, IEnumerable<WeightLayer?> surplus, IEnumerable<WeightTensor> others)
    {
        var tensors = new Dictionary<string, WeightTensor>(StringComparer.Ordinal);
        var differences = new List<string>();
        for (int i = 0; i < learning.Length; i++)
        {
            string name = learning[i].Name;
            Compare($"{name}.weight", found[i]?.Weight, [.. learning[i].WeightShape.Select(size => (long)size)]);
            Compare($"{name}.bias", found[i]?.Bias, [learning[i].Definition.BiasCount]);
        }

        IEnumerable<WeightTensor> unplaced = surplus.OfType<WeightLayer>().SelectMany(
            layer => layer.Bias is null ? [layer.Weight] : new[] { layer.Weight, layer.Bias }).Concat(others);
        differences.AddRange(unplaced.Select(
            tensor => $"{Shown(tensor.Name)}: {tensor.ShapeText}, which {definition.Name} does not have"));
        return new(definition, tensors, differences);

        void Compare(string parameter, WeightTensor? tensor, long[] expected)
        {
            if (tensor is not null && tensor.Shape.SequenceEqual(expected))
            {
                tensors[parameter] = tensor;
                return;
            }

            string was = tensor is null
                ? "missing"
                : tensor.Name == parameter ? tensor.ShapeText : $"{tensor.ShapeText} ({Shown(tensor.Name)})";
            differences.Add($"{parameter}: {was}, expected [{string.Join(", ", expected)}]");
        }
    }

    private static string Shown(string name) => name.Length <= 60 ? name : name[..57] + "...";
}
