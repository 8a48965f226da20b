using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Changes;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Hash tables of settings: @{ recipe = 'HalfWidth'; batchSize = 16 }.</summary>
internal static class SettingTable
{
    private const string RecipeEntry = "recipe", NetworkEntry = "architecture", PresetEntry = "preset";

    /// <summary>Returns the recipe of a table: the one that it names, or another, with the changes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="otherwise">The recipe if the table names none.</param>
    /// <param name="paths">Resolves paths.</param>
    /// <param name="warn">Called with a message about rules for layers that a new network does not have.</param>
    /// <exception cref="RecipeException">A recipe or setting is not valid.</exception>
    public static Recipe ToRecipe(IDictionary table, Func<Recipe> otherwise, PathResolver paths, Action<string> warn)
    {
        object? named = Take(table, RecipeEntry, out OrderedDictionary<string, object?> changes);
        Recipe recipe = named is null
            ? otherwise()
            : new RecipeReferenceAttribute().Find(named) is RecipeReference reference
                ? References.Open(reference, paths, otherwise, warn)
                : throw new RecipeException($"recipe: a recipe, its name, or the path of its .json file is needed, not "
                    + $"{ObjectName.Of(named)}.");
        return recipe.WithChanges(Changes(changes, paths), warn);
    }

    /// <summary>
    /// Returns the network of a table: the preset that it names, or another network, with the changes.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="recipe">The recipe whose network is changed if the table names none; null for none.</param>
    /// <param name="paths">Resolves paths.</param>
    /// <exception cref="Networks.NetworkDefinitionException">The network is not valid.</exception>
    public static RecipeArchitecture ToNetwork(IDictionary table, Recipe? recipe, PathResolver paths)
    {
        object? named = Take(table, PresetEntry, out OrderedDictionary<string, object?> changes);
        Networks.NetworkDefinition? network = (named is null ? recipe?.Architecture
            : new ArchitectureReferenceAttribute().Find(named) is ArchitectureReference reference
                ? References.Open(reference, paths, recipe)
                : throw new Networks.NetworkDefinitionException("preset: the name of an architecture, the path of a "
                    + $".json file, or a network is needed, not {ObjectName.Of(named)}."))?.Resolve();
        JsonObject json = SettingValue.Table(changes, "", Unwrap);
        return new(NetworkChanges.Apply(json, network));
    }

    /// <summary>Returns settings by name as JSON.</summary>
    public static JsonObject Changes(IDictionary table, PathResolver paths)
    {
        JsonObject changes = SettingValue.Table(table, "", Unwrap);
        foreach (string name in changes.Select(change => change.Key).ToArray())
            changes[name] = Located(name, changes[name], paths);
        return changes;
    }

    /// <summary>
    /// Returns a setting with the network of a file in place of its path, which only the shell resolves.
    /// </summary>
    public static JsonNode? Located(string name, JsonNode? value, PathResolver paths) =>
        name.Equals(NetworkEntry, StringComparison.OrdinalIgnoreCase) && value is JsonValue text
            && References.IsPath(text.ToString())
            ? SettingValue.Of(References.Open(new ArchitectureReference(text.ToString()), paths, null))
            : value?.DeepClone();

    /// <summary>Returns the object in PowerShell's wrapper; a custom object becomes a table.</summary>
    public static object? Unwrap(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } custom => Table(custom),
        PSObject wrapped => wrapped.BaseObject,
        SwitchParameter given => (bool)given,
        _ => value,
    };

    private static OrderedDictionary<string, object?> Table(PSObject custom)
    {
        OrderedDictionary<string, object?> table = [];
        foreach (PSPropertyInfo property in custom.Properties)
            table[property.Name] = property.Value;
        return table;
    }

    private static object? Take(IDictionary table, string entry, out OrderedDictionary<string, object?> others)
    {
        others = [];
        object? taken = null;
        foreach (DictionaryEntry one in TableOrder.Of(table))
        {
            string name = $"{one.Key}";
            if (name.Equals(entry, StringComparison.OrdinalIgnoreCase))
                taken = one.Value;
            else
                others[name] = one.Value;
        }

        return taken;
    }
}
