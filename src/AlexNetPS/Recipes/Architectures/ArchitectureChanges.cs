using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>
/// A preset with changes, as it is written in JSON: { "preset": "Paper", "input": 224, "layers": { "conv1": {
/// "ceilMode": true } } }. It is read into a whole definition at once: runs and models never depend on what a preset is
/// called.
/// </summary>
internal sealed record ArchitectureChanges
{
    private static readonly string[] _fixed = ["type", "name"];

    /// <summary>What is changed.</summary>
    public required string Preset { get; init; }

    /// <summary>Name of the result.</summary>
    public string? Name { get; init; }

    /// <summary>One line about it.</summary>
    public string? Description { get; init; }

    /// <summary>Edge of the input, or { channels, height, width }, of which any may be left out.</summary>
    public JsonNode? Input { get; init; }

    /// <summary>
    /// New settings by layer name, wildcards or range, of the layers that have them all: the filters of conv1..conv5
    /// are those of the convolutions. What comes later counts.
    /// </summary>
    public OrderedDictionary<string, JsonObject> Layers { get; init; } = [];

    /// <summary>Layers to leave out: names, wildcards or ranges.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Layers that stand elsewhere, one after the other: { "norm1": "after pool1" }.</summary>
    public OrderedDictionary<string, string> Move { get; init; } = [];

    /// <summary>The whole network.</summary>
    /// <param name="problems">What is wrong, as "field: what is wrong".</param>
    /// <returns>Null where something is wrong.</returns>
    public NetworkDefinition? Apply(out IReadOnlyList<string> problems)
    {
        List<string> found = [];
        problems = found;
        string field = "preset";
        try
        {
            NetworkDefinition preset = NetworkArchitecture.Get(Preset);
            if (Input is null && Layers.Count == 0 && Remove.Count == 0 && Move.Count == 0)
                return new(Name ?? preset.Name, preset.Input, preset.Layers, Description ?? preset.Description);

            if (TooMuch() is string limit)
            {
                found.Add(limit);
                return null;
            }

            TensorShape input = ChangedInput(preset.Input, found);
            List<LayerDefinition> layers = Changed(preset, found);
            LeaveOut(preset, layers, found);
            foreach ((string layer, string place) in Move)
            {
                if (LayerMove.Apply(layers, layer, place) is string problem)
                    found.Add($"move.{layer}: {problem}");
            }

            field = "layers";
            return found.Count > 0
                ? null
                : new(Name ?? $"{preset.Name} changed", input, layers,
                    Description ?? $"The preset {preset.Name} with changes.");
        }
        catch (NetworkDefinitionException e)
        {
            found.Add($"{field}: {e.Message}");
            return null;
        }
    }

    // Models from elsewhere bring their recipe along: each change is compared with each layer.
    private string? TooMuch()
    {
        string[] patterns = [.. Layers.Keys, .. Remove, .. Move.Keys, .. Move.Values];
        return patterns.Length > 4 * LayerLimits.Layers
            ? $"layers, remove and move: have {patterns.Length} names; they must have at most {4 * LayerLimits.Layers}"
            : patterns.FirstOrDefault(pattern => pattern.Length > LayerPattern.Longest) is string longest
                ? $"layers, remove and move: a name has {longest.Length} characters; it must have at most "
                    + $"{LayerPattern.Longest}"
            : null;
    }

    private TensorShape ChangedInput(TensorShape preset, List<string> problems)
    {
        switch (Input)
        {
            case null:
                return preset;
            case JsonObject edges:
                return Merged(preset, edges, "input", problems);
            case JsonValue edge when edge.GetValueKind() == JsonValueKind.Number && edge.TryGetValue(out int size):
                return preset with { Height = size, Width = size };
            default:
                problems.Add($"input: pixels of an edge, or {{ \"channels\", \"height\", \"width\" }}, are needed, "
                    + $"not {Input.ToJsonString()}");
                return preset;
        }
    }

    private List<LayerDefinition> Changed(NetworkDefinition preset, List<string> problems)
    {
        List<LayerDefinition> layers = [.. preset.Layers];
        foreach ((string pattern, JsonObject settings) in Layers)
        {
            if (LayerPattern.Problem(pattern, preset, NamesOf(preset)) is string unknown)
                problems.Add($"layers.{pattern}: {unknown}");
            if (settings.Select(setting => setting.Key)
                .FirstOrDefault(key => _fixed.Contains(key, StringComparer.OrdinalIgnoreCase)) is string key)
            {
                problems.Add($"layers.{pattern}.{key}: cannot be changed; a network of other layers is written out as "
                    + "a definition (Get-AlexNetArchitecture and ToJson() give one to begin with)");
                continue;
            }

            int[] matching = [
                .. Enumerable.Range(0, layers.Count).Where(i => LayerPattern.Matches(pattern, preset, layers[i].Name))];
            int[] taking = [.. matching.Where(i => HasAll(layers[i], settings))];
            // Where none has them all, the first says which it has not.
            foreach (int i in taking.Length > 0 ? taking : matching[..Math.Min(1, matching.Length)])
                layers[i] = Merged(layers[i], settings, $"layers.{pattern}", problems);
        }

        return layers;
    }

    private static bool HasAll(LayerDefinition layer, JsonObject settings)
    {
        var own = (JsonObject)JsonSerializer.SerializeToNode(layer, RecipeFile.Json)!;
        return settings.All(
            setting => own.Any(member => member.Key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)));
    }

    private void LeaveOut(NetworkDefinition preset, List<LayerDefinition> layers, List<string> problems)
    {
        for (int i = 0; i < Remove.Count; i++)
        {
            if (LayerPattern.Problem(Remove[i], preset, NamesOf(preset)) is string unknown)
                problems.Add($"remove[{i}]: {unknown}");
            layers.RemoveAll(layer => LayerPattern.Matches(Remove[i], preset, layer.Name));
        }
    }

    private static string[] NamesOf(NetworkDefinition network) => [.. network.Layers.Select(layer => layer.Name)];

    // Through JSON, so that whatever a layer's own form allows can be changed, and its own checks find what is wrong.
    private static T Merged<T>(T value, JsonObject settings, string path, List<string> problems)
    {
        var merged = (JsonObject)JsonSerializer.SerializeToNode(value, RecipeFile.Json)!;
        foreach ((string name, JsonNode? setting) in settings)
        {
            string known = merged.Select(member => member.Key)
                .FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            merged[known] = setting?.DeepClone();
        }

        using var document = JsonDocument.Parse(merged.ToJsonString());
        string[] wrong = [.. JsonShape.Problems(document.RootElement, typeof(T), RecipeFile.Json, path)];
        problems.AddRange(wrong);
        return wrong.Length > 0 ? value : document.RootElement.Deserialize<T>(RecipeFile.Json)!;
    }
}
