using System.Text;
using System.Text.Json;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Reads a class map: a JSON object ({"tulip": "flower", "blurry": null}), or a CSV or TSV file with the class in the
/// first column and its new name, or nothing to drop it, in the second.
/// </summary>
public static class ClassMapFile
{
    private const long MaximumBytes = 64 << 20;

    private static readonly HashSet<string> _headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "class", "classname", "class_name", "from", "old", "label", "name", "source", "original",
    };

    /// <summary>Returns the new name by class name; null drops the class.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Encoding of a file without a byte order mark; null for UTF-8.</param>
    /// <exception cref="DatasetException">It cannot be read as a class map.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path, Encoding? encoding = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length > MaximumBytes)
                throw new FormatException($"it is larger than {MaximumBytes:N0} bytes");
            using StreamReader text = TextFile.Open(path, encoding);
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? OfJson(text.ReadToEnd())
                : OfTable(text, path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read as a class map: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static Dictionary<string, string?> OfJson(string text)
    {
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text,
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("it should be an object, such as {\"tulip\": \"flower\", \"blurry\": null}");
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                    throw new FormatException($"the value of '{entry.Name}' is neither a class name nor null");
                Add(map, entry.Name, entry.Value.GetString());
            }
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"it is no JSON (line {e.LineNumber + 1}); it should be {{\"tulip\": \"flower\", \"blurry\": null}}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("a name in it is no valid text", e);
        }

        return map;
    }

    private static Dictionary<string, string?> OfTable(StreamReader text, string delimiter)
    {
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        using ITableReader table = TableFormats.Csv.Open(text, delimiter);
        if (table.Columns.Count != 2)
        {
            throw new FormatException(
                $"it has {table.Columns.Count} columns instead of two: the class, and its new name or nothing");
        }

        if (!_headers.Contains(table.Columns[0].Trim()))
            Add(map, table.Columns[0], table.Columns[1]);
        while (table.Read() is { } row)
            Add(map, row[0], row[1]);
        return map;
    }

    private static void Add(Dictionary<string, string?> map, string from, string? to)
    {
        if (!map.TryAdd(from, string.IsNullOrWhiteSpace(to) ? null : to.Trim()))
            throw new FormatException($"'{from}' is there twice");
    }
}
