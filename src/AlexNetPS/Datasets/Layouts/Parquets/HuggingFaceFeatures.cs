using System.Text.Json;

namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>Class names of columns of numbers, from the text "huggingface" in the metadata of a Parquet file.</summary>
internal static class HuggingFaceFeatures
{
    /// <summary>Key of the text.</summary>
    public const string Key = "huggingface";

    /// <summary>Returns the names of the classes by column; empty if there are none.</summary>
    public static IReadOnlyDictionary<string, string[]> ClassNames(IReadOnlyDictionary<string, string> metadata)
    {
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!metadata.TryGetValue(Key, out string? text))
            return names;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (!TryGet(document.RootElement, "info", out JsonElement info)
                || !TryGet(info, "features", out JsonElement features) || features.ValueKind != JsonValueKind.Object)
            {
                return names;
            }

            foreach (JsonProperty feature in features.EnumerateObject())
            {
                if (TryGet(feature.Value, "names", out JsonElement list) && list.ValueKind == JsonValueKind.Array
                    && list.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String))
                {
                    names[feature.Name] = [.. list.EnumerateArray().Select(name => name.GetString()!.Trim())];
                }
            }
        }
        catch (JsonException)
        {
            // Labels are then numbers, as in a file without this text.
        }

        return names;
    }

    private static bool TryGet(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }
}
