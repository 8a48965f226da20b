using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks;

/// <summary>
/// A network as data: an input shape and an ordered list of layers, the last of which is linear and produces one logit
/// per class. Shapes, parameter counts and multiply-adds are computed from it; invalid shapes are rejected at
/// construction.
/// </summary>
public sealed class NetworkDefinition
{
    private readonly Dictionary<string, NetworkLayer> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a network and resolves the shapes of all layers.</summary>
    /// <exception cref="NetworkDefinitionException">A name occurs twice, a shape or a setting is not valid, or the last
    /// layer is not linear.</exception>
    [JsonConstructor]
    public NetworkDefinition(string name, TensorShape input, IReadOnlyList<LayerDefinition> layers,
        string? description = null)
    {
        if (!IsName(name))
        {
            throw new NetworkDefinitionException(
                $"A network needs a name of 1 to {LayerLimits.Name} characters without control characters.");
        }

        RejectInput(name, input);
        if (layers is null || layers.Count == 0 || layers[^1] is not LinearDefinition)
        {
            throw new NetworkDefinitionException(
                $"Network '{name}': the last layer must be Linear, one output per class.");
        }

        if (layers.Count > LayerLimits.Layers)
        {
            throw new NetworkDefinitionException(
                $"Network '{name}': it has {layers.Count} layers; it must have at most {LayerLimits.Layers}.");
        }

        for (int i = 0; i < layers.Count; i++)
            RejectUnnamed(name, i, layers[i]);

        Name = name;
        Description = description;
        Input = input;
        Layers = layers.ToArray().ToReadable();

        var resolved = new NetworkLayer[Layers.Count];
        TensorShape shape = input;
        for (int i = 0; i < resolved.Length; i++)
        {
            resolved[i] = new NetworkLayer(i, Layers[i], shape);
            shape = resolved[i].OutputShape;
            if (!_byName.TryAdd(resolved[i].Name, resolved[i]))
                throw new NetworkDefinitionException($"Network '{name}': two layers are named '{resolved[i].Name}'.");
        }

        ResolvedLayers = resolved.ToReadable();
    }

    /// <summary>Name of the preset or of the user's network.</summary>
    public string Name { get; }

    /// <summary>One-line description.</summary>
    public string? Description { get; }

    /// <summary>Input shape of one image.</summary>
    public TensorShape Input { get; }

    /// <summary>Layers as data, in order.</summary>
    public IReadOnlyList<LayerDefinition> Layers { get; }

    /// <summary>Layers with their shapes.</summary>
    [JsonIgnore]
    public IReadOnlyList<NetworkLayer> ResolvedLayers { get; }

    /// <summary>Number of classes, that is, of logits.</summary>
    [JsonIgnore]
    public int Classes => ((LinearDefinition)Layers[^1]).Outputs;

    /// <summary>Number of weights and biases.</summary>
    [JsonIgnore]
    public long Parameters => ResolvedLayers.Sum(layer => layer.Parameters);

    /// <summary>Multiply-adds for one image.</summary>
    [JsonIgnore]
    public long MultiplyAdds => ResolvedLayers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Returns a layer by name, ignoring case.</summary>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the names.</exception>
    public NetworkLayer Layer(string name) =>
        _byName.TryGetValue(name, out NetworkLayer? layer)
            ? layer
            : throw new NetworkDefinitionException($"Network '{Name}' has no layer '{name}'. Its layers: "
                + $"{string.Join(", ", ResolvedLayers.Select(l => l.Name))}.");

    /// <summary>Returns the same network with another number of classes.</summary>
    public NetworkDefinition WithClasses(int classes) =>
        classes == Classes
            ? this
            : new(Name, Input, [.. Layers.SkipLast(1), ((LinearDefinition)Layers[^1]) with { Outputs = classes }],
                Description);

    /// <summary>Trainable tensors in order: "conv1.weight", "conv1.bias", ...</summary>
    [JsonIgnore]
    public IReadOnlyList<TensorDescription> ParameterTensors =>
        ResolvedLayers.Where(layer => layer.HasParameters).SelectMany(layer => new TensorDescription[]
        {
            new($"{layer.Name}.weight", layer.WeightShape),
            new($"{layer.Name}.bias", layer.BiasShape),
        }).ToReadable();

    /// <summary>
    /// Returns the definition as indented JSON, which recipes and commands accept as an architecture file.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkArchitecture.Json);

    private static void RejectInput(string name, TensorShape input)
    {
        (string Field, int Value, int Most)[] fields = [("channels", input.Channels, LayerLimits.Channels),
            ("height", input.Height, LayerLimits.Edge), ("width", input.Width, LayerLimits.Edge)];
        foreach ((string field, int value, int most) in fields)
        {
            if (value < 1 || value > most)
            {
                throw new NetworkDefinitionException(
                    $"Network '{name}': input {field} is {value}; it must be from 1 to {most}.");
            }
        }

        if (input.Count > LayerLimits.Values)
        {
            throw new NetworkDefinitionException($"Network '{name}': the input {input} has {input.Count} values; it "
                + $"must have at most {LayerLimits.Values}.");
        }
    }

    /// <summary>
    /// Layer names become names of tensors and of nodes in an exported graph, and appear in messages.
    /// </summary>
    private static void RejectUnnamed(string network, int index, LayerDefinition? layer)
    {
        if (layer is null)
            throw new NetworkDefinitionException($"Network '{network}': layer {index + 1} is null.");
        if (!IsName(layer.Name))
        {
            throw new NetworkDefinitionException($"Network '{network}': layer {index + 1} needs a name of 1 to "
                + $"{LayerLimits.Name} characters without control characters.");
        }
    }

    private static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= LayerLimits.Name
        && !name.Any(char.IsControl);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Input} -> {Classes} classes, {Parameters:N0} parameters)";
}
