using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Recipes;

/// <summary>
/// Class weights of the loss, as in PyTorch's cross-entropy: the mean over a batch is weighted. In JSON "Balanced", or
/// an object of class names and weights; an unnamed class has weight 1.
/// </summary>
[JsonConverter(typeof(JsonForm))]
public sealed record ClassWeights
{
    private const string BalancedName = "Balanced";

    /// <summary>Creates weights by class name, each above 0.</summary>
    public ClassWeights(IReadOnlyDictionary<string, double> weights) => Explicit = weights;

    private ClassWeights()
    {
    }

    /// <summary>
    /// Weights against class imbalance: images / (classes x images of the class), as in scikit-learn.
    /// </summary>
    public static ClassWeights Balanced { get; } = new();

    /// <summary>Weights by class name; null for balanced weights.</summary>
    public IReadOnlyDictionary<string, double>? Explicit { get; }

    /// <inheritdoc/>
    public override string ToString() => Explicit is null
        ? BalancedName
        : string.Join(", ", Explicit.Select(pair => $"{pair.Key} {pair.Value}"));

    private static string? Problem(JsonElement written)
    {
        if (written.ValueKind == JsonValueKind.String
            && BalancedName.Equals(written.GetString(), StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (written.ValueKind != JsonValueKind.Object)
            return $"\"{BalancedName}\", or an object of class names and weights, is needed";
        JsonProperty wrong =
            written.EnumerateObject().FirstOrDefault(member => !(member.Value.ValueKind == JsonValueKind.Number
                && member.Value.GetDouble() is > 0 and < double.PositiveInfinity));
        if (wrong.Value.ValueKind != JsonValueKind.Undefined)
            return $"the weight of '{wrong.Name}' is not a finite number above 0";
        string? twice = written.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? null : $"'{twice}' occurs twice";
    }

    private sealed class JsonForm : JsonConverter<ClassWeights>, IJsonShape
    {
        public IEnumerable<string> Problems(JsonElement element, string path) =>
            Problem(element) is string problem ? [$"{path}: {problem}, not {JsonShape.Truncate(element)}"] : [];

        public override ClassWeights Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? Balanced
                : new(JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader, options)
                    ?? throw new JsonException("classWeights is null"));

        public override void Write(Utf8JsonWriter writer, ClassWeights value, JsonSerializerOptions options)
        {
            if (value.Explicit is null)
                writer.WriteStringValue(BalancedName);
            else
                JsonSerializer.Serialize(writer, value.Explicit, options);
        }
    }
}
