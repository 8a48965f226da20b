using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Networks;
using AlexNetPS.Recipes.Changes;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>Changes of a network by names of layers, as in a JSON file with changes of a preset.</summary>
public static class NetworkChanges
{
    private const string Preset = "preset", LayersMember = "layers";

    /// <summary>Returns a network with changes.</summary>
    /// <param name="changes">
    /// The changes: { "preset": "Paper", "layers": { "norm*": null, "fc*": { "outputs": 512 } } }. A layer whose last
    /// match is null is removed, and the next layer follows the previous one. "layers.fc6.outputs" is short for nested
    /// objects. Without "preset", the changes are of <paramref name="network"/>. An object with a list of layers is a
    /// definition.
    /// </param>
    /// <param name="network">Changed network if the changes name none.</param>
    /// <exception cref="NetworkDefinitionException">A change or the result is not valid; the message names the field
    /// and the nearest valid name.</exception>
    public static NetworkDefinition Apply(JsonObject changes, NetworkDefinition? network = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        List<string> problems = [];
        OrderedDictionary<string, JsonNode?> members = SettingName.Group(changes, "", problems);
        if (members.TryGetValue(LayersMember, out JsonNode? layers) && layers is JsonObject byName)
            members[LayersMember] = Nested(byName, problems);
        NetworkDefinition? changed = members.ContainsKey(Preset) ? null : network;
        var whole = new JsonObject(members);
        // Without layers as a list, these are changes.
        if (changed is not null && layers is not JsonArray)
            whole[Preset] = changed.Name;
        using var document = JsonDocument.Parse(whole.ToJsonString());
        problems.AddRange(ArchitectureJson.Problems(document.RootElement, network: changed));
        return problems.Count == 0
            ? ArchitectureJson.Read(document.RootElement, RecipeFile.Json, changed)!
            : throw new NetworkDefinitionException(string.Join(" ",
                problems.Select(problem => problem.EndsWith('?') ? problem : problem.TrimEnd('.') + ".")));
    }

    // "fc6.outputs" with a value is a setting of the layers fc6; with an object or null it is the name of layers.
    private static JsonObject Nested(JsonObject layers, List<string> problems)
    {
        JsonObject nested = [];
        foreach ((string name, JsonNode? value) in layers)
        {
            (string pattern, string? setting) =
                value is null or JsonObject ? (name, null) : SettingName.SplitLast(name);
            JsonNode? settings =
                setting is null ? value?.DeepClone() : new JsonObject { [setting] = value?.DeepClone() };
            if (nested[pattern] is JsonObject present && settings is JsonObject { Count: 1 } more
                && !present.ContainsKey(setting ?? more.First().Key))
            {
                (string member, JsonNode? one) = more.First();
                present[member] = one?.DeepClone();
            }
            else if (!nested.TryAdd(pattern, settings))
            {
                problems.Add($"layers.{name}: is given twice");
            }
        }

        return nested;
    }
}
