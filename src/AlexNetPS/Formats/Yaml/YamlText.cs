using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AlexNetPS.Formats.Yaml;

/// <summary>
/// YAML of a tree of values, in block style: what readers of YAML 1.1 (PyYAML) and 1.2 (ruamel.yaml, YamlDotNet) read
/// alike. A text is without quotes only if no reader can take it for anything else.
/// </summary>
internal static partial class YamlText
{
    private const string Indent = "  ";

    // Longer ones are no "key:" to a reader, which looks for the colon within 1,024 characters.
    private const int LongestKey = 1000;

    // What YAML 1.1 or 1.2 reads as null or as a boolean.
    private static readonly HashSet<string> _reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    };

    /// <summary>Returns a tree as YAML that ends with a line feed.</summary>
    /// <param name="value">Objects become maps in their order, arrays lists; null becomes null.</param>
    public static string Of(JsonNode? value)
    {
        var text = new StringBuilder();
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                AddMap(text, members, "", "");
                break;
            case JsonArray { Count: > 0 } items:
                AddList(text, items, "");
                break;
            default:
                text.Append(Scalar(value)).Append('\n');
                break;
        }

        return text.ToString();
    }

    private static void AddMap(StringBuilder text, JsonObject members, string first, string indent)
    {
        foreach ((string name, JsonNode? value) in members)
        {
            string key = Text(name);
            text.Append(first).Append(key.Length > LongestKey ? $"? {key}\n{indent}:" : $"{key}:");
            AddValue(text, value, indent);
            first = indent;
        }
    }

    private static void AddList(StringBuilder text, JsonArray items, string indent)
    {
        foreach (JsonNode? item in items)
        {
            text.Append(indent).Append('-');
            if (item is JsonObject { Count: > 0 } members)
                AddMap(text, members, " ", indent + Indent);
            else
                AddValue(text, item, indent);
        }
    }

    private static void AddValue(StringBuilder text, JsonNode? value, string indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                text.Append('\n');
                AddMap(text, members, indent + Indent, indent + Indent);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                AddList(text, items, indent + Indent);
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => Number(value.ToJsonString()),
            _ => Text(value.GetValue<string>()),
        },
    };

    // YAML 1.1 reads 1E-05 and 1.0E5 as texts: a number with an exponent has a point, and its exponent a sign.
    private static string Number(string json)
    {
        if (json.AsSpan().IndexOfAny(".eE") < 0)
            return json;
        string number = double.Parse(json, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
        int exponent = number.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0)
            return number.Contains('.', StringComparison.Ordinal) ? number : number + ".0";
        string digits = number[..exponent];
        return digits + (digits.Contains('.', StringComparison.Ordinal) ? "" : ".0") + number[exponent..];
    }

    private static string Text(string text)
    {
        if (PlainPattern().IsMatch(text) && !_reserved.Contains(text))
            return text;
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsSurrogatePair(text, i))
                quoted.Append(c).Append(text[++i]);
            else if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c == '\n')
                quoted.Append("\\n");
            else if (IsUnprintable(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    // Besides control characters: line breaks that only some readers know, marks of direction that let a line look
    // like another, the byte order mark, halves of pairs, and what is no character.
    private static bool IsUnprintable(char c) =>
        char.IsControl(c) || char.IsSurrogate(c) || c is >= '\uFFFE'
        || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Format;

    // Words that begin with a letter: no number, no date and no sign of YAML.
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]*[A-Za-z0-9_/])*\z")]
    private static partial Regex PlainPattern();
}
