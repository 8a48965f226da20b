using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>
/// The network of a recipe: a preset name or the path of a definition (a string in JSON), or a definition or a preset
/// with changes (an object). An object is always written as a whole definition.
/// </summary>
[JsonConverter(typeof(JsonForm))]
public sealed record RecipeArchitecture
{
    /// <summary>Creates an architecture from a preset name or the path of a JSON file.</summary>
    public RecipeArchitecture(string name) => Name = name;

    /// <summary>Creates an architecture from a definition.</summary>
    public RecipeArchitecture(NetworkDefinition definition)
    {
        Name = definition.Name;
        Definition = definition;
    }

    /// <summary>Preset name, path, or name of the definition.</summary>
    public string Name { get; }

    /// <summary>The definition, if given as an object.</summary>
    public NetworkDefinition? Definition { get; }

    /// <summary>Returns the definition, resolved by name or path if needed.</summary>
    /// <exception cref="NetworkDefinitionException">There is no such preset or file, or it is not valid.</exception>
    public NetworkDefinition Resolve() =>
        Definition ?? (IsPath ? ArchitectureFile.Load(Name) : NetworkArchitecture.Get(Name));

    /// <summary>Whether the name is a path.</summary>
    internal bool IsPath => Definition is null && Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed class JsonForm : JsonConverter<RecipeArchitecture>, IJsonShape
    {
        public IEnumerable<string> Problems(JsonElement element, string path) => element.ValueKind switch
        {
            JsonValueKind.Object => ArchitectureJson.Problems(element, path),
            JsonValueKind.String => [],
            _ => [$"{path}: the name of an architecture, the path of a JSON file, or a definition in {{ }} is needed, "
                + $"not {JsonShape.Truncate(element)}"],
        };

        public override RecipeArchitecture Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return new(reader.GetString()!);
            using var document = JsonDocument.ParseValue(ref reader);
            return new(ArchitectureJson.Read(document.RootElement, options)
                ?? throw new JsonException("architecture is null"));
        }

        public override void Write(Utf8JsonWriter writer, RecipeArchitecture value, JsonSerializerOptions options)
        {
            if (value.Definition is null)
                writer.WriteStringValue(value.Name);
            else
                JsonSerializer.Serialize(writer, value.Definition, options);
        }
    }
}
