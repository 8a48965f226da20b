using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Recipes;

/// <summary>Recipes as JSON: built-in ones and the user's.</summary>
internal static class RecipeFile
{
    private const string Prefix = "Recipes/", Suffix = ".json";

    public static readonly JsonSerializerOptions Json =
        new(NetworkArchitecture.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(RecipeFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    // A mean image takes about a megabyte.
    private const long MaximumBytes = 64 << 20;

    public static Recipe Get(string name)
    {
        string known = Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new RecipeException(
                $"There is no recipe '{name}'. Known: {string.Join(", ", Names)}.{NearestName.Hint(name, Names)}");
        using Stream stream = typeof(RecipeFile).Assembly.GetManifestResourceStream(Prefix + known + Suffix)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), $"recipe '{known}'");
    }

    public static Recipe Resolve(string nameOrPath)
    {
        if (Names.Contains(nameOrPath, StringComparer.OrdinalIgnoreCase))
            return Get(nameOrPath);
        if (File.Exists(nameOrPath))
            return Load(nameOrPath);
        return nameOrPath.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            || nameOrPath.AsSpan().IndexOfAny('/', '\\') >= 0
            ? throw new RecipeException($"There is no recipe file '{nameOrPath}'.")
            : Get(nameOrPath);
    }

    public static Recipe Load(string path)
    {
        string text;
        try
        {
            text = InputFile.ReadText(path, MaximumBytes);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"The recipe '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }

        return Parse(text, $"recipe file '{path}'", Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <param name="json">The JSON.</param>
    /// <param name="origin">Name of the recipe in error messages.</param>
    /// <param name="folder">Folder to which an architecture path is relative; the definition in that file becomes part
    /// of the recipe.</param>
    public static Recipe Parse(string json, string origin, string? folder = null)
    {
        try
        {
            using (var document = JsonDocument.Parse(json,
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }))
            {
                RecipeValidation.ThrowIfAny(JsonShape.Problems(document.RootElement, typeof(Recipe), Json), origin);
            }

            Recipe recipe =
                JsonSerializer.Deserialize<Recipe>(json, Json) ?? throw new RecipeException($"{origin} holds null.");
            if (folder is not null && recipe.Architecture.IsPath)
            {
                recipe = recipe with
                {
                    Architecture = new(ArchitectureFile.Load(Path.Combine(folder, recipe.Architecture.Name))),
                };
            }

            RecipeValidation.ThrowIfAny(RecipeValidation.Problems(recipe), origin);
            return recipe;
        }
        catch (JsonException e)
        {
            throw new RecipeException($"{origin} is not valid JSON: {JsonShape.Reason(e)}", e);
        }
        catch (Exception e) when (e is NetworkDefinitionException or IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{origin}, architecture: {e.Message}", e);
        }
        catch (Exception e) when (JsonShape.IsInputError(e))
        {
            throw new RecipeException($"{origin} cannot be read: {e.Message}", e);
        }
    }
}
