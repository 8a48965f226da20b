using System.Globalization;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>A row of index.csv: an image in readable form, in the order of every other array of the store.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="Label">Class index.</param>
/// <param name="ClassName">Class name.</param>
/// <param name="Split">Split; null for an image that a repair dropped.</param>
/// <param name="SourceWidth">Width of the image in its file, pixels.</param>
/// <param name="SourceHeight">Height of the image in its file, pixels.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Modified">Last modification of the file.</param>
internal readonly record struct IndexRow(string Path, int Label, string ClassName, SplitName? Split, int SourceWidth,
    int SourceHeight, long Length, DateTime Modified)
{
    /// <summary>Key of its group; null for a group of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Values of the other columns of its list; null without such columns.</summary>
    public PropertyRow? Properties { get; init; }
}

/// <summary>Reads and writes index.csv.</summary>
internal static class StoreIndex
{
    /// <summary>Split column of an image that is in no split.</summary>
    private const string Dropped = "Dropped";

    private static readonly string[] _columns =
        ["path", "label", "class", "split", "width", "height", "bytes", "modified"];

    private const string GroupName = "group";

    /// <param name="output">The file.</param>
    /// <param name="rows">The images.</param>
    /// <param name="hasGroups">Whether there is a column of groups.</param>
    /// <param name="properties">Names of the properties. A name that another column has gets a number.</param>
    public static void Write(TextWriter output, IEnumerable<IndexRow> rows, bool hasGroups,
        IReadOnlyList<string> properties)
    {
        List<string> columns = [.. _columns, .. hasGroups ? [GroupName] : (string[])[]];
        int own = columns.Count;
        foreach (string name in properties)
            columns.Add(Unique(name, columns, properties));
        using ITableWriter table = TableFormats.Csv.Create(output, columns);
        object?[] fields = new object?[columns.Count];
        foreach (IndexRow row in rows)
        {
            fields[0] = row.Path;
            fields[1] = row.Label;
            fields[2] = row.ClassName;
            fields[3] = row.Split?.ToString() ?? Dropped;
            fields[4] = row.SourceWidth;
            fields[5] = row.SourceHeight;
            fields[6] = row.Length;
            fields[7] = row.Modified.ToString("O", CultureInfo.InvariantCulture);
            if (hasGroups)
                fields[8] = row.Group ?? "";
            for (int i = own; i < fields.Length; i++)
                fields[i] = row.Properties?.Values[i - own] ?? "";
            table.Write(fields);
        }
    }

    private static string Unique(string name, List<string> columns, IReadOnlyList<string> properties)
    {
        string unique = name;
        for (int number = 2; columns.Contains(unique, StringComparer.OrdinalIgnoreCase)
            || number > 2 && properties.Contains(unique, StringComparer.OrdinalIgnoreCase); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        }

        return unique;
    }

    /// <param name="path">The file.</param>
    /// <param name="expected">Number of images.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="hasGroups">Whether there is a column of groups.</param>
    /// <param name="properties">Names of the properties.</param>
    /// <exception cref="InvalidDataException">A row cannot be read.</exception>
    public static List<IndexRow> Read(string path, int expected, IReadOnlyList<string> classes, bool hasGroups,
        IReadOnlyList<string> properties)
    {
        try
        {
            using StreamReader input = InputFile.OpenText(path);
            using ITableReader table = TableFormats.Csv.Open(input);
            return Read(table, path, expected, classes, hasGroups, properties);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static List<IndexRow> Read(ITableReader table, string path, int expected, IReadOnlyList<string> classes,
        bool hasGroups, IReadOnlyList<string> properties)
    {
        int own = _columns.Length + (hasGroups ? 1 : 0);
        var groups = new SharedText();
        var values = new PropertyValues(properties);
        var rows = new List<IndexRow>(expected);
        while (table.Read() is { } fields)
        {
            if (fields.Count != own + properties.Count
                || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out int label)
                || (uint)label >= (uint)classes.Count
                || !TryParse(fields[3], out SplitName? split)
                || !int.TryParse(fields[4], CultureInfo.InvariantCulture, out int width)
                || !int.TryParse(fields[5], CultureInfo.InvariantCulture, out int height)
                || !long.TryParse(fields[6], CultureInfo.InvariantCulture, out long length)
                || !DateTime.TryParseExact(fields[7], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind,
                    out DateTime modified))
            {
                throw new InvalidDataException($"'{path}' cannot be read: image {rows.Count} is damaged.");
            }

            // One string per class, not per image.
            rows.Add(new IndexRow(fields[0], label, classes[label], split, width, height, length, modified)
            {
                Group = hasGroups && fields[8].Length > 0 ? groups.Of(fields[8]) : null,
                Properties = values.Of(fields, own),
            });
        }

        return rows;
    }

    private static bool TryParse(string text, out SplitName? split)
    {
        bool isSplit = Enum.TryParse(text, out SplitName name);
        split = isSplit ? name : null;
        return isSplit || text == Dropped;
    }
}
