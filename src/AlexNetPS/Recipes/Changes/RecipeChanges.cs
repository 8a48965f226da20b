using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Networks;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Recipes.Changes;

/// <summary>Changes of a recipe by names of settings, for parameters and sweeps.</summary>
internal static class RecipeChanges
{
    private const string Network = "architecture";

    /// <summary>Returns the changed recipe; see <see cref="Recipe.WithChanges"/>.</summary>
    public static Recipe Apply(Recipe recipe, JsonObject changes, Action<string>? warn)
    {
        string origin = $"recipe '{recipe.Name}' with changes";
        var merge = new SettingMerge(RecipeFile.Json);
        OrderedDictionary<string, JsonNode?> settings = SettingName.Group(changes, "", merge.Problems);
        RecipeValidation.ThrowIfAny(merge.Problems, origin);
        // First, because crops follow the network and other changes are of the result.
        if (settings.Remove(Network, out JsonNode? network))
            recipe = WithNetwork(recipe, network, origin, warn);
        if (settings.Count == 0)
            return recipe;
        JsonNode changed = merge.Apply(typeof(Recipe), JsonNode.Parse(recipe.ToJson()), new JsonObject(settings), "")!;
        RecipeValidation.ThrowIfAny(merge.Problems, origin);
        return RecipeFile.Parse(changed.ToJsonString(), origin);
    }

    /// <summary>Returns the type of a setting; null if the recipe's network has it, or if there is none.</summary>
    public static Type? TypeOf(Recipe recipe, string setting)
    {
        var merge = new SettingMerge(RecipeFile.Json);
        merge.Apply(typeof(Recipe), JsonNode.Parse(recipe.ToJson()), new JsonObject { [setting] = 0 }, "");
        return SettingName.Split(setting).First.Equals(Network, StringComparison.OrdinalIgnoreCase)
            ? null
            : merge.ReplacedType;
    }

    private static Recipe WithNetwork(Recipe recipe, JsonNode? network, string origin, Action<string>? warn)
    {
        try
        {
            return recipe.WithArchitecture(network switch
            {
                JsonObject changes => new(NetworkChanges.Apply(changes, recipe.Architecture.Resolve())),
                JsonValue name when name.GetValueKind() == JsonValueKind.String => Named(name.ToString()),
                _ => throw new NetworkDefinitionException("the name of an architecture, or an object of changes, is "
                    + $"needed, not {network?.ToJsonString() ?? "null"}."),
            }, warn);
        }
        catch (Exception e) when (e is NetworkDefinitionException or IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{origin}, {Network}: {e.Message}", e);
        }
    }

    // The preset's own spelling.
    private static RecipeArchitecture Named(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? new(ArchitectureFile.Load(name))
            : new(NetworkArchitecture.Get(name).Name);
}
