using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A recipe, its name, or the path of its JSON file.</summary>
public sealed class RecipeReference : Reference
{
    internal RecipeReference(object value)
        : base(value)
    {
    }
}

/// <summary>Lets a parameter take a recipe, its name, or the path of its JSON file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipeReferenceAttribute : ReferenceAttribute<RecipeReference>
{
    private protected override string Accepted => "A recipe, its name, or the path of its file";

    private protected override RecipeReference? From(object given) => given switch
    {
        Recipe or string => new(given),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };
}
