using System.Globalization;
using AlexNetPS.Datasets.Layouts.Synsets;
using AlexNetPS.Formats.Csv;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// A CSV or TSV file with a path, a label and optionally a split per row, or Caffe's train.txt: a path, a blank and a
/// number. Relative paths start from the file's folder.
/// </summary>
/// <remarks>
/// An invalid row is skipped, with its line and the reason; the other rows are used. Paths may be absolute or leave the
/// folder with "..": the list was written by the user. Paths in an archive are not trusted and must stay inside.
/// </remarks>
internal static class ListFile
{
    private static readonly string[] _extensions = [".csv", ".tsv", ".txt"];

    public static bool Fits(DatasetSource source) => source.HasExtension(_extensions);

    /// <exception cref="DatasetException">A column is missing, or no row is usable.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        DatasetSource source = request.Source;
        List<string> warnings = [];
        var rows = new ListRows(source);
        try
        {
            if (CaffeList.Fits(source))
                CaffeList.Read(request, rows);
            else
                ReadTable(request, rows);
        }
        catch (FormatException e)
        {
            throw new DatasetException($"'{source.Path}' cannot be read as a table: {e.Message}", e);
        }

        if (!rows.Files.Exists(file => file.Fault is null))
        {
            throw new DatasetException($"'{source.Path}' lists no usable image"
                + (rows.Files.Count == 0 ? "."
                    : $"; first row: {rows.Files[0].RelativePath}: {rows.Files[0].Fault}."));
        }

        string[] classes = [.. InOrder(rows.Classes)];
        return FolderReader.Finish($"list {Path.GetFileName(source.Path)}", FixSplits(rows.Files, warnings), classes,
            warnings) with
        {
            Descriptions = ClassDescriptions.Find([source.Root], classes),
        };
    }

    private static void ReadTable(LayoutRequest request, ListRows rows)
    {
        DatasetSource source = request.Source;
        using var input = new StreamReader(source.Path);
        using ITableReader table = TableFormats.Csv.Open(input, Delimiter(source.Path), rows.Reject);
        ListColumns columns = ListColumns.Of(table.Columns, request.Options, source.Path);
        if (!columns.HasHeader)
            rows.Add(table.Columns, 1, columns);
        while (table.Read() is { } row)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            rows.Add(row, table.Line, columns);
        }
    }

    /// <summary>
    /// Numeric class names are sorted as numbers, so that the labels 0 to 999 of a list are the labels of the dataset.
    /// </summary>
    private static IEnumerable<string> InOrder(IEnumerable<string> classes) =>
        classes.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? classes.OrderBy(name => int.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture))
                .ThenBy(name => name, StringComparer.Ordinal)
            : classes.Order(StringComparer.Ordinal);

    /// <summary>
    /// If the list has no validation part, splits are drawn from the training images, as for folders.
    /// </summary>
    private static List<SourceFile> FixSplits(List<SourceFile> files, List<string> warnings)
    {
        int without = files.Count(file => file.Fault is null && file.FixedSplit is null);
        bool hasValidation = files.Exists(file => file.FixedSplit == SplitName.Validation);
        if (hasValidation && without > 0)
        {
            warnings.Add($"{FolderReader.Count(without, "row")} without a split {(without == 1 ? "is" : "are")} used "
                + "for training, because other rows have a validation split.");
        }

        return [.. files.Select(file => file.Fault is not null ? file
            : hasValidation ? file with { FixedSplit = file.FixedSplit ?? SplitName.Train }
            : file with { FixedSplit = file.FixedSplit == SplitName.Train ? null : file.FixedSplit })];
    }

    /// <summary>Returns the most frequent separator of the first line; a tab for a .tsv file.</summary>
    private static string Delimiter(string path)
    {
        if (path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
            return "\t";
        string first = File.ReadLines(path).FirstOrDefault() ?? "";
        return ((string[])[",", "\t", ";"]).MaxBy(delimiter => first.Count(c => c == delimiter[0]))!;
    }
}
