using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Export;

/// <summary>
/// dataset_info.json, which Hugging Face's datasets does not take for data: features and splits in its form, and what
/// this module writes about the export.
/// </summary>
internal static class DatasetInfoFile
{
    public const string Name = "dataset_info.json";

    private const string Own = "alexnetps";

    private const long MaximumBytes = 64 << 20;

    private static readonly JsonSerializerOptions _json =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the types of the columns as JSON.</summary>
    public static string Features(IReadOnlyList<string> classes, ExportProperties properties) =>
        FeatureNode(classes, properties).ToJsonString(
        new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes the file.</summary>
    public static void Write(string folder, ExportSelection selection, ExportOptions options,
        IReadOnlyList<string> folders)
    {
        IReadOnlyList<string> classes = selection.Classes;
        var splits = new JsonObject();
        foreach ((SplitName split, int count) in selection.Images.CountBy(image => image.Split).OrderBy(pair => pair.Key))
        {
            string name = ExportColumns.NameOf(split);
            splits[name] = new JsonObject { ["name"] = name, ["num_examples"] = count };
        }

        var renamed = new JsonObject();
        if (options.Format == ExportFormat.ImageFolder)
        {
            foreach ((string name, string place) in classes.Zip(folders).Where(pair => pair.First != pair.Second))
                renamed[name] = place;
        }

        var info = new JsonObject
        {
            ["description"] = $"{selection.Name}: {selection.Count} images, {classes.Count} classes",
            ["features"] = FeatureNode(classes, selection.Properties),
            ["splits"] = splits,
            [Own] = new JsonObject
            {
                ["format"] = options.Format.ToString(),
                ["prepared"] = options.Prepared.ToString(),
                ["sha256"] = selection.Sha256,
                ["renamed"] = renamed,
            },
        };
        File.WriteAllText(Path.Combine(folder, Name), info.ToJsonString(_json) + "\n");
    }

    /// <summary>Whether a folder is an export of this module.</summary>
    public static bool IsIn(string folder)
    {
        try
        {
            string text = InputFile.ReadText(Path.Combine(folder, Name), MaximumBytes);
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(Own, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or FormatException)
        {
            return false;
        }
    }

    private static JsonObject FeatureNode(IReadOnlyList<string> classes, ExportProperties properties)
    {
        var features = new JsonObject
        {
            [ExportColumns.Image] = new JsonObject { ["_type"] = "Image" },
            [ExportColumns.Label] = new JsonObject
            {
                ["names"] = new JsonArray([.. classes.Select(name => JsonValue.Create(name))]),
                ["_type"] = "ClassLabel",
            },
        };
        foreach (string text in (string[])[ExportColumns.SourcePath, .. properties.Columns])
            features[text] = new JsonObject { ["dtype"] = "string", ["_type"] = "Value" };
        return features;
    }
}
