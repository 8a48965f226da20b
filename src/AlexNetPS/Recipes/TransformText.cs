using System.Text.Json;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes;

/// <summary>Transforms as in a recipe, on one line of a message.</summary>
internal static class TransformText
{
    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json) { WriteIndented = false };

    /// <summary>Returns the text, without the values of a mean image.</summary>
    public static string Of(IEnumerable<TransformDefinition> transforms) =>
        string.Join(", ", transforms.Select(transform =>
        JsonSerializer.Serialize(transform is MeanImageSubtract subtract ? subtract with { Mean = null } : transform,
            _json)));
}
