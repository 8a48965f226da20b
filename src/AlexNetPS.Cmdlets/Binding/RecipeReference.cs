using System.Collections;
using System.Management.Automation;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A recipe, its name, the path of its JSON file, or a table of changes.</summary>
public sealed class RecipeReference : Reference
{
    internal RecipeReference(object value)
        : base(value)
    {
    }
}

/// <summary>
/// Lets a parameter take a recipe, its name, the path of its JSON file, or a table of changes:
/// @{ recipe = 'HalfWidth'; batchSize = 16 }.
/// </summary>
/// <remarks>
/// A path of something else is left to the next parameter: without a piped dataset, the first position is that of the
/// dataset.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipeReferenceAttribute : ReferenceAttribute<RecipeReference>
{
    private protected override string Accepted =>
        "A recipe, its name, the path of its .json file, or a table of changes "
        + "(@{ recipe = 'HalfWidth'; batchSize = 16 })";

    private protected override bool LeavesToOthers(object? given) => true;

    // The name of a recipe, even if a folder has the same.
    private protected override bool IsOther(object given, EngineIntrinsics engine) =>
        given is string text && !IsFile(text) && !Recipe.Names.Contains(text, StringComparer.OrdinalIgnoreCase)
            && Exists(text, engine.SessionState.Path);

    private protected override RecipeReference? From(object given) => given switch
    {
        Recipe or IDictionary => new(given),
        string text when IsFile(text) || !References.IsPath(text) => new(text),
        FileInfo file when IsFile(file.Name) => new(file.FullName),
        _ => null,
    };

    private static bool IsFile(string text) => text.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool Exists(string text, PathIntrinsics paths)
    {
        try
        {
            return Path.Exists(paths.GetUnresolvedProviderPathFromPSPath(text));
        }
        catch (Exception e) when (e is RuntimeException or NotSupportedException)
        {
            return false;
        }
    }
}
