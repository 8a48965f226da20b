using System.Text;
using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Reads corrections of labels: a CSV or TSV file with the columns path and label, in any order and next to others, or
/// with two columns and no header. An empty label drops the image.
/// </summary>
public static class CorrectionFile
{
    private const long MaximumBytes = 1L << 30;

    private static readonly string[] _paths = ["path", "filepath", "file", "filename", "image", "imagepath", "fullname"];

    private static readonly string[] _labels = ["label", "class", "classname", "category", "target"];

    /// <summary>Returns the corrections, in the order of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Encoding of a file without a byte order mark; null for UTF-8.</param>
    /// <exception cref="DatasetException">It cannot be read as corrections.</exception>
    public static IReadOnlyList<LabelCorrection> Read(string path, Encoding? encoding = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length > MaximumBytes)
                throw new FormatException($"it is larger than {MaximumBytes:N0} bytes");
            using ITableReader table = ListTable.Open(path, new ImportOptions { Encoding = encoding },
                static (line, reason) => throw new FormatException($"line {line}: {reason}"));
            return new ReadableList<LabelCorrection>(Read(table));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read as corrections: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static List<LabelCorrection> Read(ITableReader table)
    {
        string[] names = [.. table.Columns.Select(ListColumns.Plain)];
        int path = Find(names, _paths), label = Find(names, _labels);
        List<LabelCorrection> corrections = [];
        if (path < 0 && label < 0 && table.Columns.Count == 2)
        {
            (path, label) = (0, 1);
            Add(table.Columns);
        }

        if (path < 0 || label < 0)
        {
            throw new FormatException($"it lacks a column {(path < 0 ? "path" : "label")}; it has "
                + $"{NameText.List([.. table.Columns])}. The columns should be path, and label: a class, or nothing to "
                + "drop the image");
        }

        while (table.Read() is { } row)
            Add(row);
        return corrections;

        void Add(IReadOnlyList<string> row)
        {
            if (string.IsNullOrWhiteSpace(row[path]))
                throw new FormatException($"line {table.Line} has no path");
            corrections.Add(new LabelCorrection(row[path].Trim(),
                string.IsNullOrWhiteSpace(row[label]) ? null : row[label].Trim()));
        }
    }

    private static int Find(string[] names, string[] usual) =>
        usual.Select(name => Array.IndexOf(names, name)).FirstOrDefault(index => index >= 0, -1);
}
