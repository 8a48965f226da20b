using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// The values of a setting in several runs as numbers, booleans or short texts. Transforms, layer rules and networks
/// are summarized; if that hides how they differ, only the items that not all runs have are described.
/// </summary>
internal static class SettingValues
{
    private const int MaxLength = 60;
    private const string Ellipsis = "...";

    /// <summary>Returns the value of each run; null where a run has no such setting.</summary>
    public static object?[] Of(IReadOnlyList<JsonNode?> values)
    {
        int different = values.Select(value => value?.ToJsonString()).Distinct().Count();
        object?[] shown = [];
        foreach (Func<JsonNode?, object?> form in new Func<JsonNode?, object?>[]
        {
            Whole, value => Differing(value, values, Summary), value => Differing(value, values, Description),
        })
        {
            shown = [.. values.Select(form)];
            if (shown.Distinct().Count() == different
                && shown.All(value => value is not string { Length: > MaxLength }))
            {
                break;
            }
        }

        return [.. shown.Select(value => value is string text ? NameText.Truncate(text, MaxLength) : value)];
    }

    /// <summary>
    /// Rounds to six significant digits, and from 0.01 to six decimals, which is all that a person compares.
    /// </summary>
    public static double Round(double value) =>
        double.Parse((Math.Abs(value) >= 0.01 ? Math.Round(value, 6) : value).ToString("G6",
            CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static object? Whole(JsonNode? value) => value switch
    {
        null => null,
        JsonValue simple => Simple(simple),
        JsonObject network when network["name"] is JsonValue name => name.ToString(),
        JsonArray { Count: > 0 } rules when rules.All(item => item is JsonObject && TypeOf(item) is null) =>
            rules.Count == 1 ? "1 rule" : string.Create(CultureInfo.InvariantCulture, $"{rules.Count} rules"),
        JsonArray items => items.Count == 0 ? "none" : string.Join(", ", items.Select(Summary)),
        _ => Description(value),
    };

    private static object Simple(JsonValue value)
    {
        string json = value.ToJsonString();
        return value.GetValueKind() switch
        {
            JsonValueKind.Number => long.TryParse(json, CultureInfo.InvariantCulture, out long whole)
                ? (object)whole
                : Round(double.Parse(json, CultureInfo.InvariantCulture)),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            // The end of a path says more than its beginning.
            _ => value.ToString() is { Length: > MaxLength } text
                ? Ellipsis + text[^(MaxLength - Ellipsis.Length)..]
                : value.ToString(),
        };
    }

    // The items that not all runs have.
    private static object? Differing(JsonNode? value, IReadOnlyList<JsonNode?> values, Func<JsonNode?, string> text)
    {
        if (Items(value) is not { } items)
            return Whole(value);
        JsonArray[] all = [.. values.Select(Items).OfType<JsonArray>()];
        string[] own = [.. items.Where(item => !all.All(other => other.Any(one => JsonNode.DeepEquals(one, item))))
            .Select(text)];
        string name = value is JsonObject ? $"{Whole(value)}: " : "";
        return own.Length == 0 ? Whole(value) : name + Join(own, MaxLength - name.Length);
    }

    // The first items, at least one, and how many more there are.
    private static string Join(string[] items, int length)
    {
        for (int shown = items.Length; ; shown--)
        {
            string text = string.Join(", ", items.Take(shown)) + (shown == items.Length ? ""
                : string.Create(CultureInfo.InvariantCulture, $", +{items.Length - shown}"));
            if (shown == 1 || text.Length <= length)
                return text;
        }
    }

    private static JsonArray? Items(JsonNode? value) =>
        value as JsonArray ?? (value as JsonObject)?["layers"] as JsonArray;

    // "RandomCrop 227"
    private static string Summary(JsonNode? item) =>
        item is JsonObject && TypeOf(item) is string type
            ? type + (item["size"] is JsonNode size ? " " + Text(size) : "")
            : Description(item);

    // "Activation relu1 function Tanh"
    private static string Description(JsonNode? item) => item is JsonObject members
        ? string.Join(" ", members.Where(member => member.Value is not null)
            .OrderBy(member => (member.Key != "type", !IsTitle(member.Key)))
            .Select(member => (IsTitle(member.Key) ? "" : member.Key + " ") + Text(member.Value)))
        : Text(item);

    private static bool IsTitle(string member) => member is "type" or "name" or "layers";

    private static string Text(JsonNode? value) => value switch
    {
        JsonObject => Description(value),
        JsonArray items => $"[{string.Join(" ", items.Select(Text))}]",
        JsonValue simple => Convert.ToString(Simple(simple), CultureInfo.InvariantCulture)!,
        _ => "none",
    };

    private static string? TypeOf(JsonNode item) => (item as JsonObject)?["type"]?.ToString();
}
