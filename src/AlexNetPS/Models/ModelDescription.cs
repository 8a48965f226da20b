using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Models;

/// <summary>Everything about a model except its weights; stored as the metadata of its file.</summary>
public sealed record ModelDescription
{
    private const string FormatName = "alexnetps", FormatVersion = "1";

    private static readonly JsonSerializerOptions _json = new(NetworkArchitecture.Json) { WriteIndented = false };

    /// <summary>Name, usually the architecture and the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>The network.</summary>
    public required NetworkDefinition Definition { get; init; }

    /// <summary>Class names, in the order of the network's outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Training recipe; its evaluation transforms apply to predictions.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Origin of the weights; null if unknown.</summary>
    public ModelTraining? Training { get; init; }

    /// <summary>Whether the metadata of a file describes a model of this library.</summary>
    internal static bool IsIn(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("format") == FormatName;

    /// <summary>Returns the metadata of a safetensors file. A checkpoint may add further fields.</summary>
    public Dictionary<string, string> ToMetadata()
    {
        // The architecture is stored once, next to the recipe, with the actual class count.
        JsonObject recipe = JsonSerializer.SerializeToNode(Recipe, _json)!.AsObject();
        recipe.Remove("architecture");
        string? version = typeof(ModelDescription).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = FormatName,
            ["format_version"] = FormatVersion,
            ["created_by"] = $"AlexNetPS {version}",
            ["name"] = Name,
            ["architecture"] = JsonSerializer.Serialize(Definition, _json),
            ["classes"] = JsonSerializer.Serialize(Classes, _json),
            ["recipe"] = recipe.ToJsonString(_json),
        };
        if (Training is not null)
            metadata["training"] = JsonSerializer.Serialize(Training, _json);
        return metadata;
    }

    /// <summary>Reads the metadata of a safetensors file.</summary>
    /// <exception cref="FormatException">The metadata does not describe a model; the message states why.</exception>
    public static ModelDescription FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        NetworkDefinition definition = DefinitionIn(metadata);
        string[] classes = Field<string[]>(metadata, "classes");
        if (classes.Contains(null))
            throw new FormatException("one of its class names is null");
        if (classes.Length != definition.Classes)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"it has {classes.Length} class names for a network with {definition.Classes} outputs"));
        }

        return new()
        {
            Name = TerminalText.OfLine(metadata.GetValueOrDefault("name", definition.Name)),
            Definition = definition,
            Classes = [.. classes.Select(TerminalText.OfLine)],
            Recipe = ReadRecipe(metadata),
            Training = metadata.ContainsKey("training") ? Field<ModelTraining>(metadata, "training") : null,
        };
    }

    /// <summary>Reads only the network, which is enough to start reading the tensors.</summary>
    /// <inheritdoc cref="FromMetadata" path="/exception"/>
    internal static NetworkDefinition DefinitionIn(IReadOnlyDictionary<string, string> metadata)
    {
        if (!IsIn(metadata))
        {
            throw new FormatException(
                "it does not state the network of its tensors: it is not a model of AlexNetPS");
        }

        string version = metadata.GetValueOrDefault("format_version", FormatVersion);
        if (version != FormatVersion)
        {
            throw new FormatException(
                $"it has format version {version}, and this AlexNetPS reads version {FormatVersion}; update AlexNetPS");
        }

        return Field<NetworkDefinition>(metadata, "architecture");
    }

    private static Recipe ReadRecipe(IReadOnlyDictionary<string, string> metadata)
    {
        JsonObject recipe = Field<JsonObject>(metadata, "recipe");
        try
        {
            // Always the definition in this file: a name in a recipe may also be a path, which an untrusted file must
            // not choose.
            recipe["architecture"] = JsonNode.Parse(metadata["architecture"]);
            return Recipe.Parse(recipe.ToJsonString(_json), "the recipe in it");
        }
        catch (Exception e) when (e is RecipeException || JsonShape.IsInputError(e))
        {
            // An object with a field twice is found when its fields are first asked for.
            throw new FormatException(e is RecipeException
                ? e.Message.TrimEnd('.')
                : $"its metadata 'recipe' is damaged: {JsonShape.Reason(e).TrimEnd('.')}", e);
        }
    }

    private static T Field<T>(IReadOnlyDictionary<string, string> metadata, string name) where T : class
    {
        if (!metadata.TryGetValue(name, out string? text))
            throw new FormatException($"its metadata lacks '{name}'");
        try
        {
            return JsonSerializer.Deserialize<T>(text, _json)
                ?? throw new FormatException($"its metadata '{name}' is null");
        }
        catch (Exception e) when (e is NetworkDefinitionException || JsonShape.IsInputError(e))
        {
            throw new FormatException($"its metadata '{name}' is damaged: {JsonShape.Reason(e).TrimEnd('.')}", e);
        }
    }
}
