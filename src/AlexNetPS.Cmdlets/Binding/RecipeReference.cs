using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A recipe, the name of one, or the path of its JSON file.</summary>
public sealed class RecipeReference
{
    internal RecipeReference(object value) => Value = value;

    /// <summary>A <see cref="Recipe"/>, or a name or path.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
}

/// <summary>Lets a parameter take a recipe, the name of one, or the path of its JSON file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipeReferenceAttribute : ReferenceAttribute
{
    private protected override string Accepted => "A recipe, the name of one, or the path of a recipe file";

    private protected override object? From(object? given) => given switch
    {
        RecipeReference => given,
        Recipe or string => new RecipeReference(given),
        FileSystemInfo item => new RecipeReference(item.FullName),
        _ => null,
    };
}
