using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Formats.Json;

/// <summary>
/// Checks a JSON document against its target type before deserialization, because the deserializer's errors name
/// neither the allowed values nor the nearest known name. Names and types come from the serializer's metadata.
/// </summary>
internal static partial class JsonShape
{
    /// <summary>Returns the errors as "field: error", in document order.</summary>
    public static IEnumerable<string> Problems(JsonElement element, Type type, JsonSerializerOptions options,
        string path = "")
    {
        if (Nullable.GetUnderlyingType(type) is Type inner)
            type = inner;
        if (options.GetConverter(type) is IJsonShape shape)
            return shape.Problems(element, path);
        JsonTypeInfo contract = options.GetTypeInfo(type);
        IEnumerable<string> problems = contract.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectProblems(element, contract, options, path),
            JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object => Duplicates(element, path)
                .Concat(element.EnumerateObject().SelectMany(
                    member => Problems(member.Value, contract.ElementType!, options, Join(path, member.Name)))),
            JsonTypeInfoKind.Dictionary => [ObjectExpected(element, path)],
            JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array =>
                element.EnumerateArray().SelectMany((item, i) => item.ValueKind == JsonValueKind.Null
                    ? [$"{path}[{i}]: is null"]
                    : Problems(item, contract.ElementType!, options, $"{path}[{i}]")),
            JsonTypeInfoKind.Enumerable => [$"{path}: a list in [ ] is needed, not {Truncate(element)}"],
            _ => ValueProblems(element, type, path),
        };
        return type.IsDefined(typeof(NamedInErrorsAttribute), inherit: false)
            ? problems.Select(problem => Named(element, problem))
            : problems;
    }

    /// <summary>
    /// Whether deserialization throws this exception because of wrong contents: text that is not valid UTF-16, a number
    /// that is too large, an invalid path.
    /// </summary>
    public static bool IsInputError(Exception exception) =>
        exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException
            or ArithmeticException;

    /// <summary>
    /// Returns the message of an exception from reading JSON. Where a literal is expected, the message quotes the rest
    /// of the document, which can be all of it.
    /// </summary>
    public static string Reason(Exception exception)
    {
        const string End = "' is an invalid ";
        string message = exception.Message;
        int end = message.LastIndexOf(End, StringComparison.Ordinal);
        string shown = end < 0 ? message
            : NameText.Truncate(message[..end].ReplaceLineEndings(" ")) + message[end..];
        return PositionPattern().Replace(shown, position => string.Create(CultureInfo.InvariantCulture,
            $" (line {long.Parse(position.Groups["line"].Value, CultureInfo.InvariantCulture) + 1:N0})."));
    }

    // What System.Text.Json appends; its lines are counted from 0.
    [GeneratedRegex(@"\.?( Path: \S+ \|)? LineNumber: (?<line>\d+) \| BytePositionInLine: \d+\.$")]
    private static partial Regex PositionPattern();

    private static IEnumerable<string> ObjectProblems(JsonElement element, JsonTypeInfo contract,
        JsonSerializerOptions options, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            yield return ObjectExpected(element, path);
            yield break;
        }

        foreach (string problem in Duplicates(element, path))
            yield return problem;
        string? discriminator = null;
        if (contract.PolymorphismOptions is JsonPolymorphismOptions polymorphism)
        {
            discriminator = polymorphism.TypeDiscriminatorPropertyName;
            string[] known = [.. polymorphism.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!)];
            if (!element.TryGetProperty(discriminator, out JsonElement written)
                || written.ValueKind != JsonValueKind.String)
            {
                yield return $"{Join(path, discriminator)}: is missing; one of {string.Join(", ", known)}";
                yield break;
            }

            string name = written.GetString()!;
            int index = Array.IndexOf(known, name);
            if (index < 0)
            {
                yield return $"{Join(path, discriminator)}: '{name}' is not one of "
                    + $"{string.Join(", ", known)}.{NearestName.Hint(name, known)}";
                yield break;
            }

            contract = options.GetTypeInfo(polymorphism.DerivedTypes[index].DerivedType);
        }

        JsonPropertyInfo[] properties = [.. contract.Properties.Where(
            property => property.Set is not null || property.AssociatedParameter is not null)];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Name == discriminator || member.Name == "$schema")
                continue;
            JsonPropertyInfo? property =
                properties.FirstOrDefault(p => p.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                string[] names = [.. properties.Select(p => p.Name)];
                yield return $"{Join(path, member.Name)}: there is no such field; known are "
                    + $"{string.Join(", ", names)}.{NearestName.Hint(member.Name, names)}";
                continue;
            }

            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                if (!MayBeNull(property))
                    yield return NullError(property, member.Value, options, Join(path, property.Name));
                continue;
            }

            foreach (string problem in Problems(member.Value, property.PropertyType, options,
                Join(path, property.Name)))
            {
                yield return problem;
            }
        }

        foreach (JsonPropertyInfo property in properties.Where(IsRequired))
        {
            if (!element.EnumerateObject()
                .Any(member => member.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"{Join(path, property.Name)}: is missing";
            }
        }
    }

    private static IEnumerable<string> ValueProblems(JsonElement element, Type type, string path)
    {
        if (type.IsEnum)
        {
            string[] known = Enum.GetNames(type);
            string? name = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
            if (name is null || !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{path}: {Truncate(element)} is not one of "
                    + $"{string.Join(", ", known)}.{NearestName.Hint(name ?? "", known)}";
            }
        }
        else if (type == typeof(int) || type == typeof(long))
        {
            if (element.ValueKind != JsonValueKind.Number
                || !(type == typeof(long) ? element.TryGetInt64(out _) : element.TryGetInt32(out _)))
            {
                yield return $"{path}: a whole number is needed, not {Truncate(element)}";
            }
        }
        else if (type == typeof(ulong))
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetUInt64(out _))
                yield return $"{path}: a whole number from 0 is needed, not {Truncate(element)}";
        }
        else if (type == typeof(double))
        {
            if (element.ValueKind != JsonValueKind.Number)
                yield return $"{path}: a number is needed, not {Truncate(element)}";
            else if (!double.IsFinite(element.GetDouble()))
                yield return $"{path}: a finite number is needed, not {Truncate(element)}";
        }
        else if (type == typeof(bool))
        {
            if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                yield return $"{path}: true or false is needed, not {Truncate(element)}";
        }
        else if (type == typeof(string) && element.ValueKind != JsonValueKind.String)
        {
            yield return $"{path}: a text in \" \" is needed, not {Truncate(element)}";
        }
        else if (type.IsAssignableTo(typeof(JsonNode)))
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (string problem in Duplicates(element, path))
                    yield return problem;
            }
            else if (type == typeof(JsonObject))
            {
                yield return ObjectExpected(element, path);
            }
        }
    }

    // Otherwise the last duplicate would win, or another one, depending on the reader.
    private static IEnumerable<string> Duplicates(JsonElement element, string path) => element.EnumerateObject()
        .GroupBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group =>
            $"{Join(path, group.Key)}: occurs {(group.Count() == 2 ? "twice" : $"{group.Count()} times")}");

    // "layers[3].padding of 'conv2': ...": a name is easier to find than an index.
    private static string Named(JsonElement element, string problem)
    {
        int end = problem.IndexOf(": ", StringComparison.Ordinal);
        return end > 0 && element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? $"{problem[..end]} of '{name.GetString()}'{problem[end..]}"
            : problem;
    }

    // "optimizer.momentum: is null; omit it for its default (a number is needed, not null)".
    private static string NullError(JsonPropertyInfo property, JsonElement written, JsonSerializerOptions options,
        string path)
    {
        string needed = Problems(written, property.PropertyType, options, path).FirstOrDefault("");
        if (needed.StartsWith($"{path}: ", StringComparison.Ordinal))
            needed = $" ({needed[(path.Length + 2)..].TrimEnd('.')})";
        return $"{path}: {(IsRequired(property) ? "is missing" : "is null; omit it for its default")}{needed}";
    }

    private static string ObjectExpected(JsonElement element, string path) =>
        $"{(path.Length == 0 ? "" : $"{path}: ")}an object in {{ }} is needed, not {Truncate(element)}";

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static bool MayBeNull(JsonPropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static string Join(string path, string name)
    {
        string shown = NameText.Truncate(name);
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    /// <summary>Returns the element as text, cut at 40 characters.</summary>
    public static string Truncate(JsonElement element) => NameText.Truncate(element.GetRawText(), 40);
}
