using System.Text.Json;
using AlexNetPS.Formats.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>
/// The two JSON forms of an architecture, in a recipe or a separate file: a definition, or a preset with changes.
/// </summary>
internal static class ArchitectureJson
{
    private const string Marker = "preset";

    /// <summary>Returns the errors as "field: error".</summary>
    /// <param name="element">Either form.</param>
    /// <param name="path">Path of the field in the document.</param>
    /// <param name="network">The changed network, if it is not the named preset.</param>
    public static IEnumerable<string> Problems(JsonElement element, string path = "",
        NetworkDefinition? network = null)
    {
        if (!IsChange(element))
            return JsonShape.Problems(element, typeof(NetworkDefinition), RecipeFile.Json, path);
        string[] problems = [.. JsonShape.Problems(element, typeof(ArchitectureChanges), RecipeFile.Json, path)];
        if (problems.Length > 0)
            return problems;
        _ = element.Deserialize<ArchitectureChanges>(RecipeFile.Json)!.Apply(network, out IReadOnlyList<string> wrong);
        return path.Length == 0 ? wrong : wrong.Select(problem => $"{path}.{problem}");
    }

    /// <summary>Reads either form; requires that <see cref="Problems"/> found no errors.</summary>
    /// <exception cref="NetworkDefinitionException">The network is not valid.</exception>
    public static NetworkDefinition? Read(JsonElement element, JsonSerializerOptions options,
        NetworkDefinition? network = null)
    {
        if (!IsChange(element))
            return element.Deserialize<NetworkDefinition>(options);
        return element.Deserialize<ArchitectureChanges>(options)!.Apply(network, out IReadOnlyList<string> wrong)
            ?? throw new NetworkDefinitionException(string.Join(" ", wrong));
    }

    // Layers by name are changes even if "preset" is missing.
    private static bool IsChange(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && element.EnumerateObject().Any(member =>
        member.Name.Equals(Marker, StringComparison.OrdinalIgnoreCase)
        || member.Name.Equals("layers", StringComparison.OrdinalIgnoreCase)
            && member.Value.ValueKind == JsonValueKind.Object);
}
