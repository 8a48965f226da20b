using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.Import;

/// <summary>Matches the tensors of a file with the parameters of a network.</summary>
internal sealed class WeightMatch
{
    // Wrappers of modules, which put their own name into those of the tensors: DataParallel, torch.compile, FSDP, ...
    private static readonly string[] _wrappers =
        ["module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"];

    // Names that a training program gives to the network among other modules, the most usual first.
    private static readonly string[] _usual = ["model", "net", "network", "backbone", "student", "online"];

    private WeightMatch(NetworkDefinition definition, IReadOnlyDictionary<string, WeightTensor> tensors,
        IReadOnlyList<string> differences)
    {
        Definition = definition;
        Tensors = tensors;
        Differences = differences;
    }

    public NetworkDefinition Definition { get; }

    /// <summary>Tensors by parameter name; complete if there are no differences.</summary>
    public IReadOnlyDictionary<string, WeightTensor> Tensors { get; }

    /// <summary>
    /// One line for each parameter that is missing or has another shape, and each tensor without a parameter.
    /// </summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>Tensors of the file that are not read, because they are no part of the network.</summary>
    public IReadOnlyList<WeightTensor> Beside { get; private init; } = [];

    /// <summary>
    /// Mean and standard deviation in the file, which the network applies to its input; null for none.
    /// </summary>
    public (WeightTensor Mean, WeightTensor Deviation)? Normalization { get; private init; }

    /// <summary>
    /// Matches the tensors of a file. If they do not fit as a whole, those of one module may: a training program saves
    /// the network as one of several.
    /// </summary>
    /// <exception cref="FormatException">The file has no linear layer, or several modules fit.</exception>
    public static WeightMatch Of(NetworkDefinition definition, WeightFile file)
    {
        SideTensors parts = SideTensors.Of(Unwrapped(file.Tensors));
        IReadOnlyList<WeightTensor> tensors = WithoutPrefix(parts.Network);
        WeightMatch? whole = Of(definition, file, tensors);
        WeightMatch? module = whole?.Differences.Count == 0 ? null : OfModule(definition, file, tensors);
        WeightMatch match = module ?? whole
            ?? throw new FormatException("it has no matrix of a last, fully connected layer; it has "
                + $"{(file.Tensors.Count == 0 ? "no tensors" : string.Join(", ", file.Tensors.Take(10)))}");
        return new(match.Definition, match.Tensors, match.Differences)
        {
            Beside = [.. parts.Beside, .. match.Beside],
            Normalization = parts.Normalization,
        };
    }

    /// <summary>Matches layer by layer, for a file that states the same network.</summary>
    public static WeightMatch InOrder(NetworkDefinition definition, WeightFile file) =>
        Pair(definition, [.. definition.ResolvedLayers.Where(layer => layer.HasParameters)],
            WeightLayer.Of(file.Tensors, out IReadOnlyList<WeightTensor> others), [], others);

    private static WeightMatch? OfModule(NetworkDefinition definition, WeightFile file,
        IReadOnlyList<WeightTensor> tensors)
    {
        int least = definition.ResolvedLayers.Count(layer => layer.HasParameters);
        IGrouping<string, WeightTensor>[] modules =
            [.. tensors.GroupBy(tensor => tensor.Name.Split('.', 2)[0], StringComparer.Ordinal)
                .Where(group => group.Count() >= least && group.Count() < tensors.Count)];
        var fitting = new List<(string Name, WeightMatch Match)>();
        foreach (IGrouping<string, WeightTensor> module in modules)
        {
            if (Of(definition, file, WithoutPrefix([.. module])) is { Differences.Count: 0 } match)
            {
                fitting.Add((module.Key, new(match.Definition, match.Tensors, [])
                {
                    Beside = [.. tensors.Except(module)],
                }));
            }
        }

        if (fitting.Count <= 1)
            return fitting.FirstOrDefault().Match;
        string? usual = Array.Find(_usual, name => fitting.Exists(module => module.Name == name));
        return usual is not null
            ? fitting.Find(module => module.Name == usual).Match
            : throw new FormatException($"the weights of several modules fit {definition.Name}: "
                + $"{NameText.List([.. fitting.Select(module => $"'{NameText.Truncate(module.Name)}'")])}. Choose one "
                + "with -WeightName");
    }

    /// <summary>
    /// Matches by this library's names if there are such, otherwise layer by layer; of two orders the better one. The
    /// number of outputs is that of the file.
    /// </summary>
    /// <returns>Null if there is no linear layer.</returns>
    private static WeightMatch? Of(NetworkDefinition definition, WeightFile file, IReadOnlyList<WeightTensor> tensors)
    {
        IReadOnlyList<WeightLayer> layers = WeightLayer.Of(tensors, out IReadOnlyList<WeightTensor> others);
        if (Classes(definition, file, layers) is not int classes)
            return null;
        definition = WithClasses(definition, classes);
        NetworkLayer[] learning = [.. definition.ResolvedLayers.Where(layer => layer.HasParameters)];
        var byName = layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        WeightLayer?[] named = [.. learning.Select(layer => byName.GetValueOrDefault(layer.Name))];
        if (named.All(layer => layer is not null))
            return Pair(definition, learning, named!, layers.Except(named!)!, others);

        // With one name missing or added, a comparison by name is clearer than one shifted by a layer.
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

    /// <summary>
    /// Returns the number of outputs, the only size that depends on the dataset: the rows of the last matrix. Null if
    /// there is none.
    /// </summary>
    private static int? Classes(NetworkDefinition definition, WeightFile file, IReadOnlyList<WeightLayer> layers)
    {
        WeightLayer? last =
            layers.FirstOrDefault(layer => layer.Name == definition.Layers[^1].Name && !layer.IsConvolution)
            ?? (file.SortedByName ? WeightLayer.ByName(layers) : layers).LastOrDefault(layer => !layer.IsConvolution);
        return last is null ? null
            : last.Weight.Shape[0] is > 0 and <= LayerLimits.Channels ? (int)last.Weight.Shape[0]
            : throw new FormatException(
                $"its last layer '{NameText.Truncate(last.Name)}' has {last.Weight.Shape[0]:N0} outputs");
    }

    /// <summary>
    /// Returns the network with the file's number of outputs; if that is not valid, the difference is reported later.
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

    /// <summary>Removes the names of wrappers, "features.module.0.weight", unless two names would become one.</summary>
    private static IReadOnlyList<WeightTensor> Unwrapped(IReadOnlyList<WeightTensor> tensors)
    {
        WeightTensor[] unwrapped = [.. tensors.Select(tensor =>
        {
            string[] parts = tensor.Name.Split('.');
            return Array.Exists(parts, _wrappers.Contains)
                ? tensor with { Name = string.Join('.', [.. parts[..^1].Except(_wrappers), parts[^1]]) }
                : tensor;
        })];
        return unwrapped.DistinctBy(tensor => tensor.Name, StringComparer.Ordinal).Count() == tensors.Count
            ? unwrapped
            : tensors;
    }

    /// <summary>Removes the common prefix of all names: "module." of DataParallel, "model." of a wrapper.</summary>
    private static IReadOnlyList<WeightTensor> WithoutPrefix(IReadOnlyList<WeightTensor> tensors)
    {
        int prefix = Prefix(tensors);
        return prefix == 0 ? tensors : [.. tensors.Select(tensor => tensor with { Name = tensor.Name[prefix..] })];
    }

    /// <summary>
    /// Returns the length of the common prefix of all names up to a dot, if each name has another dot after it. One
    /// pass, because a name may consist of dots only.
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
            Compare($"{name}.bias", found[i]?.Bias, [.. learning[i].BiasShape.Select(size => (long)size)]);
        }

        IEnumerable<WeightTensor> unplaced = surplus.OfType<WeightLayer>().SelectMany(
            layer => layer.Bias is null ? [layer.Weight] : new[] { layer.Weight, layer.Bias }).Concat(others);
        differences.AddRange(unplaced.Select(
            tensor => $"{NameText.Truncate(tensor.Name)}: {tensor.ShapeText}, which {definition.Name} does not have"));
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
                : tensor.Name == parameter
                    ? tensor.ShapeText
                    : $"{tensor.ShapeText} ({NameText.Truncate(tensor.Name)})";
            differences.Add($"{parameter}: {was}, expected [{string.Join(", ", expected)}]");
        }
    }
}
