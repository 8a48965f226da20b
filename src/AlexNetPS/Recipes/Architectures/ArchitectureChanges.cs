using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>
/// A preset with changes, in JSON: { "preset": "Paper", "input": 224, "layers": { "conv1": { "ceilMode": true } } }. It
/// is immediately resolved to a whole definition: runs and models never depend on a preset's name.
/// </summary>
internal sealed record ArchitectureChanges
{
    private static readonly string[] _fixed = ["type", "name"];

    /// <summary>Name of the changed preset.</summary>
    public required string Preset { get; init; }

    /// <summary>Name of the result.</summary>
    public string? Name { get; init; }

    /// <summary>One-line description.</summary>
    public string? Description { get; init; }

    /// <summary>Edge of the input, or { channels, height, width }, any of which may be omitted.</summary>
    public JsonNode? Input { get; init; }

    /// <summary>
    /// New settings by layer name, wildcard or range; a setting applies to the matching layers that have it: filters of
    /// conv1..conv5 to the convolutions. Null removes the layers. The last match wins.
    /// </summary>
    public OrderedDictionary<string, JsonNode?> Layers { get; init; } = [];

    /// <summary>Layers to remove: names, wildcards or ranges.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Layers to move, one after the other: { "norm1": "after pool1" }.</summary>
    public OrderedDictionary<string, string> Move { get; init; } = [];

    /// <summary>Returns the whole network.</summary>
    /// <param name="network">The changed network; null for the preset.</param>
    /// <param name="problems">Errors as "field: error".</param>
    /// <returns>Null if there are errors.</returns>
    public NetworkDefinition? Apply(NetworkDefinition? network, out IReadOnlyList<string> problems)
    {
        List<string> found = [];
        problems = found;
        string field = "preset";
        try
        {
            NetworkDefinition preset = network ?? NetworkArchitecture.Get(Preset);
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
                : new(Name ?? Renamed(preset.Name), input, layers,
                    Description ?? (network is null ? $"The preset {preset.Name} with changes." : preset.Description));
        }
        catch (NetworkDefinitionException e)
        {
            found.Add($"{field}: {e.Message}");
            return null;
        }
    }

    // Recipes come with untrusted models, and each change is compared with each layer.
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
        HashSet<string> removed = [];
        foreach ((string pattern, JsonNode? change) in Layers)
        {
            if (LayerPattern.Problem(pattern, preset, NamesOf(preset)) is string unknown)
                problems.Add($"layers.{pattern}: {unknown}");
            int[] matching = [
                .. Enumerable.Range(0, layers.Count).Where(i => LayerPattern.Matches(pattern, preset, layers[i].Name))];
            if (change is null)
            {
                removed.UnionWith(matching.Select(i => layers[i].Name));
                continue;
            }

            if (Wrong(change) is string wrong)
            {
                problems.Add($"layers.{pattern}{wrong}");
                continue;
            }

            var settings = (JsonObject)change;
            int[] taking = [.. matching.Where(i => HasAll(layers[i], settings))];
            // If none has all settings, the first layer reports the missing ones.
            foreach (int i in taking.Length > 0 ? taking : matching[..Math.Min(1, matching.Length)])
            {
                layers[i] = Merged(layers[i], settings, $"layers.{pattern}", problems);
                removed.Remove(layers[i].Name);
            }
        }

        layers.RemoveAll(layer => removed.Contains(layer.Name));
        return layers;
    }

    private static string? Wrong(JsonNode change)
    {
        if (change is not JsonObject settings)
            return $": an object in {{ }} is needed, or null to remove the layers, not {change.ToJsonString()}";
        return settings.Select(setting => setting.Key)
            .FirstOrDefault(key => _fixed.Contains(key, StringComparer.OrdinalIgnoreCase)) is string key
            ? $".{key}: cannot be changed; a network of other layers is written out as a definition "
                + "(Get-AlexNetArchitecture and ToJson() return one to start from)"
            : null;
    }

    // A changed network that is changed again keeps its name.
    private static string Renamed(string name) =>
        name.EndsWith(" changed", StringComparison.Ordinal) ? name : $"{name} changed";

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

    // Through JSON, so that every setting a layer's JSON allows can be changed and its own checks find the errors.
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
