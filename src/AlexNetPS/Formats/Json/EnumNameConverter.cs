using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlexNetPS.Formats.Json;

/// <summary>
/// Enumerations as the names of their members, in any case. JsonStringEnumConverter compiles some twenty methods for
/// each enumeration, which is a tenth of what a process that predicts once compiles.
/// </summary>
internal sealed class EnumNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (T)EnumName.Read(ref reader, typeof(T));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>What does not depend on the enumeration, so that it is compiled once.</summary>
internal static class EnumName
{
    /// <exception cref="JsonException">Not the name of a member.</exception>
    public static object Read(ref Utf8JsonReader reader, Type type)
    {
        string? name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        string? known = Array.Find(Enum.GetNames(type),
            member => member.Equals(name, StringComparison.OrdinalIgnoreCase));
        // Without a message, the serializer names type and place.
        return known is null ? throw new JsonException() : Enum.Parse(type, known);
    }
}
