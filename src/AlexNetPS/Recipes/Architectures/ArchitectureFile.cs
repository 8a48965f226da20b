using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>User-defined networks: JSON files with a full definition or with changes to a preset.</summary>
public static class ArchitectureFile
{
    private const long MaximumBytes = 64 << 20;

    /// <summary>Reads a definition.</summary>
    /// <exception cref="NetworkDefinitionException">It is not valid; the message names the file, the field, and the
    /// allowed values.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static NetworkDefinition Load(string path)
    {
        try
        {
            string text = InputFile.ReadText(path, MaximumBytes);
            using var document = JsonDocument.Parse(text,
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            string[] problems = [.. ArchitectureJson.Problems(document.RootElement)];
            if (problems.Length > 0)
                throw new NetworkDefinitionException(string.Join(" ", problems.Select(Sentence)));
            return ArchitectureJson.Read(document.RootElement, RecipeFile.Json)
                ?? throw new NetworkDefinitionException("it holds null instead of a network.");
        }
        catch (Exception e) when (e is NetworkDefinitionException or FormatException || JsonShape.IsInputError(e))
        {
            throw new NetworkDefinitionException($"'{path}' is not a network definition: {JsonShape.Reason(e)}", e);
        }
    }

    /// <summary>Reads the network of a definition or of a recipe.</summary>
    /// <exception cref="NetworkDefinitionException">It is not valid; the message names the file.</exception>
    /// <exception cref="RecipeException">It is a recipe that is not valid; the message names the file.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static NetworkDefinition LoadWithRecipes(string path) =>
        IsRecipe(path) ? Recipe.Load(path).Architecture.Resolve() : Load(path);

    private static bool IsRecipe(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadText(path, MaximumBytes),
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject()
                .Any(field => field.Name.Equals("architecture", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is FormatException || JsonShape.IsInputError(e))
        {
            return false;
        }
    }

    private static string Sentence(string problem) => problem.EndsWith('?') ? problem : problem.TrimEnd('.') + ".";
}
