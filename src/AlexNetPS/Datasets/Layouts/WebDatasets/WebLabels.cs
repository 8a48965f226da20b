using System.Text;
using System.Text.Json;
using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.WebDatasets;

/// <summary>The label of a sample, from the member that contains labels: .cls, .json or .txt.</summary>
internal static class WebLabels
{
    private const int MaximumBytes = 1 << 20;

    // A name comes before a number.
    private static readonly string[] _names = ["class_name", "classname", "label_name"];
    private static readonly string[] _members =
        [.. _names, "label", "class", "cls", "category", "target", "class_id", "label_id"];

    /// <summary>Extensions of members that may contain labels, the surest first.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["cls", "json", "txt"];

    /// <summary>Returns the label in a member; null if it contains none.</summary>
    /// <exception cref="DatasetException">It contains several labels.</exception>
    public static string? Of(TarArchive archive, string extension, TarMember member)
    {
        if (member.IsCutOff || member.Length > MaximumBytes)
            return null;
        byte[] bytes = archive.Bytes(member);
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).Trim('\uFEFF', ' ', '\r', '\n', '\t');
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException($"'{member.Name}' of '{archive.Name}' is no text in UTF-8.", e);
        }

        return extension == "json" ? OfJson(text, archive.Name, member.Name) : text.Length == 0 ? null : text;
    }

    /// <summary>Whether a .json has a member that is always the name of a class.</summary>
    public static bool HasName(TarArchive archive, TarMember member)
    {
        if (member.IsCutOff || member.Length > MaximumBytes)
            return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(archive.Bytes(member));
            return document.RootElement.ValueKind == JsonValueKind.Object && Array.Exists(_names, name =>
                document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? OfJson(string text, string archive, string member)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                return Text(root);
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            foreach (string name in _members)
            {
                if (!root.TryGetProperty(name, out JsonElement value))
                    continue;
                if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 1)
                {
                    throw new DatasetException($"'{archive}' contains several labels per image: '{name}' of '{member}' is "
                        + $"{NameText.Truncate(value.GetRawText())}. A classifier of this module learns one.");
                }

                return Text(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 ? value[0] : value);
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
