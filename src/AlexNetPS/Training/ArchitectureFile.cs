using System.Text.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Training;

/// <summary>Networks that users define: JSON files as those of the named architectures.</summary>
public static class ArchitectureFile
{
    /// <summary>Reads a definition.</summary>
    /// <exception cref="NetworkDefinitionException">It is not valid; the message names file, field, and what is allowed.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static NetworkDefinition Load(string path)
    {
        string text = File.ReadAllText(path);
        try
        {
            using (var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }))
            {
                string[] problems = [.. JsonShape.Problems(document.RootElement, typeof(NetworkDefinition), RecipeFile.Json)];
                if (problems.Length > 0) throw new NetworkDefinitionException(string.Join(" ", problems.Select(problem => problem.TrimEnd('.') + ".")));
            }

            return JsonSerializer.Deserialize<NetworkDefinition>(text, RecipeFile.Json) ?? throw new NetworkDefinitionException("it holds null instead of a network.");
        }
        catch (Exception e) when (e is NetworkDefinitionException || JsonShape.IsMistake(e))
        {
            throw new NetworkDefinitionException($"'{path}' is not a network definition: {e.Message}", e);
        }
    }
}
