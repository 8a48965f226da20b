using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Training;

namespace AlexNetPS.Recipes;

/// <summary>
/// How much the loss of each class counts, as in PyTorch's cross-entropy: the mean over a batch is weighted. In JSON "Balanced",
/// or an object of class names and weights; a class that is not named has weight 1.
/// </summary>
[JsonConverter(typeof(JsonForm))]
public sealed record ClassWeights
{
    private const string BalancedName = "Balanced";

    /// <summary>Weights by class name, each above 0.</summary>
    public ClassWeights(IReadOnlyDictionary<string, double> weights) => Explicit = weights;

    private ClassWeights()
    {
    }

    /// <summary>Every class counts as much as any other, however many images it has: images / (classes x images of the class), as in scikit-learn.</summary>
    public static ClassWeights Balanced { get; } = new();

    /// <summary>The weights by class name; null for balanced ones.</summary>
    public IReadOnlyDictionary<string, double>? Explicit { get; }

    /// <summary>The weights in the order of a dataset's classes.</summary>
    /// <param name="classes">Class names.</param>
    /// <param name="images">Training images of each.</param>
    /// <exception cref="TrainingException">A name is not that of a class.</exception>
    public IReadOnlyList<double> For(IReadOnlyList<string> classes, IReadOnlyList<int> images)
    {
        if (Explicit is null)
        {
            double mean = (double)images.Sum() / classes.Count;
            return [.. images.Select(count => count == 0 ? 1 : mean / count)];
        }

        string? unknown = Explicit.Keys.FirstOrDefault(name => !classes.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
            throw new TrainingException($"classWeights names '{unknown}', which is not a class of the dataset. Its classes: {string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", ..." : "")}.{NearestName.Hint(unknown, classes)}");
        return [.. classes.Select(name => Explicit.GetValueOrDefault(name, 1))];
    }

    /// <inheritdoc/>
    public override string ToString() => Explicit is null ? BalancedName : string.Join(", ", Explicit.Select(pair => $"{pair.Key} {pair.Value}"));

    /// <summary>What is wrong with it in JSON, or null.</summary>
    internal static string? Problem(JsonElement written)
    {
        if (written.ValueKind == JsonValueKind.String && BalancedName.Equals(written.GetString(), StringComparison.OrdinalIgnoreCase)) return null;
        if (written.ValueKind != JsonValueKind.Object) return $"\"{BalancedName}\", or an object of class names and weights, is needed";
        JsonProperty wrong = written.EnumerateObject().FirstOrDefault(member => !(member.Value.ValueKind == JsonValueKind.Number && member.Value.GetDouble() is > 0 and < double.PositiveInfinity));
        if (wrong.Value.ValueKind != JsonValueKind.Undefined) return $"the weight of '{wrong.Name}' is not a finite number above 0";
        string? twice = written.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? null : $"'{twice}' is there twice";
    }

    private sealed class JsonForm : JsonConverter<ClassWeights>
    {
        public override ClassWeights Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? Balanced
                : new(JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader, options) ?? throw new JsonException("classWeights is null"));

        public override void Write(Utf8JsonWriter writer, ClassWeights value, JsonSerializerOptions options)
        {
            if (value.Explicit is null) writer.WriteStringValue(BalancedName);
            else JsonSerializer.Serialize(writer, value.Explicit, options);
        }
    }
}
