using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Networks;

/// <summary>
/// Padding of a feature map, zero (convolution) or minus infinity (max pool): a fixed width before and after each axis,
/// or TensorFlow's "same", which results in ceil(size / stride) outputs. In JSON: <c>2</c>, <c>[1, 2]</c> or
/// <c>"same"</c>.
/// </summary>
/// <param name="Before">Rows above and columns to the left.</param>
/// <param name="After">Rows below and columns to the right.</param>
/// <param name="Same">Whether widths follow from size, kernel and stride; the smaller half goes before.</param>
[JsonConverter(typeof(JsonForm))]
public readonly record struct WindowPadding(int Before, int After, bool Same = false)
{
    /// <summary>TensorFlow's "same": output size is input size divided by stride, rounded up.</summary>
    public static WindowPadding SameSize { get; } = new(0, 0, true);

    /// <summary>Whether both sides are from 0 to a maximum; "same" always is.</summary>
    internal bool IsWithin(int widest) => Same || (Before >= 0 && After >= 0 && Before <= widest && After <= widest);

    /// <summary>Returns the padding as in JSON.</summary>
    public override string ToString() => Same ? "same" : Before == After ? $"{Before}" : $"{Before},{After}";

    private sealed class JsonForm : JsonConverter<WindowPadding>, IJsonShape
    {
        public IEnumerable<string> Problems(JsonElement element, string path) => IsPadding(element)
            ? []
            : [$"{path}: a whole number, [before, after] or \"same\" is needed, not {JsonShape.Truncate(element)}"];

        public override WindowPadding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    int both = reader.GetInt32();
                    return new(both, both);
                case JsonTokenType.String
                    when string.Equals(reader.GetString(), "same", StringComparison.OrdinalIgnoreCase):
                    return SameSize;
                case JsonTokenType.StartArray:
                    int[] sides = JsonSerializer.Deserialize<int[]>(ref reader)!;
                    if (sides.Length == 2)
                        return new(sides[0], sides[1]);
                    break;
            }

            throw new JsonException("padding is a number, [before, after] or \"same\"");
        }

        public override void Write(Utf8JsonWriter writer, WindowPadding value, JsonSerializerOptions options)
        {
            if (value.Same)
                writer.WriteStringValue("same");
            else if (value.Before == value.After)
                writer.WriteNumberValue(value.Before);
            else
                JsonSerializer.Serialize(writer, new[] { value.Before, value.After });
        }

        private static bool IsPadding(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt32(out _),
            JsonValueKind.String => SameSize.ToString().Equals(element.GetString(), StringComparison.OrdinalIgnoreCase),
            JsonValueKind.Array => element.GetArrayLength() == 2
                && element.EnumerateArray()
                    .All(side => side.ValueKind == JsonValueKind.Number && side.TryGetInt32(out _)),
            _ => false,
        };
    }
}
