using AlexNetPS.Datasets.Layouts.Synsets;
using AlexNetPS.Formats.Csv;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>
/// A CSV, TSV or JSON Lines file with a path, a label and optionally a split per row, or Caffe's train.txt: a path, a
/// blank and a number. Relative paths start from the file's folder.
/// </summary>
/// <remarks>
/// An invalid row is skipped, with its line and the reason; the other rows are used. Paths may be absolute or leave the
/// folder with "..": the list was written by the user. Paths in an archive are not trusted and must stay inside.
/// </remarks>
internal static class ListFile
{
    public static bool Fits(DatasetSource source) => source.HasExtension([.. ListTable.Extensions]);

    /// <exception cref="DatasetException">A column is missing, or no row is usable.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        List<string> warnings = [];
        DatasetSource source = request.Source;
        ListRows rows = Rows(request, warnings);
        string[] classes = [.. NumericOrder.Of([.. rows.Classes])];
        return FolderReader.Finish($"list {Path.GetFileName(source.Path)}", FixSplits(rows.Files, warnings), classes,
            warnings) with
        {
            Descriptions = ClassDescriptions.Find([source.Root], classes),
            Spellings = rows.Spellings,
        };
    }

    /// <summary>Reads the rows of the list that is the request's source.</summary>
    /// <exception cref="DatasetException">A column is missing, or no row is usable.</exception>
    public static ListRows Rows(LayoutRequest request, List<string> warnings)
    {
        DatasetSource source = request.Source;
        var rows = new ListRows(source, new ImageFinder(source.Root, request.Cancellation));
        try
        {
            if (CaffeList.Fits(request))
                CaffeList.Read(request, rows);
            else
                ReadTable(request, rows, warnings);
        }
        catch (FormatException e)
        {
            throw new DatasetException($"'{source.Path}' cannot be read as a list: {e.Message}", e);
        }

        SeveralLabels.Reject(source.Path, rows, request.Options.ClassMap);
        return rows.Files.Exists(file => file.Fault is null) ? rows
            : throw new DatasetException($"'{source.Path}' lists no usable image"
                + (rows.Files.Count == 0 ? "."
                    : $"; first row: {rows.Files[0].RelativePath}: {rows.Files[0].Fault}."));
    }

    private static void ReadTable(LayoutRequest request, ListRows rows, List<string> warnings)
    {
        string path = request.Source.Path;
        using ITableReader table = ListTable.Open(path, request.Options, rows.Reject, request.Cancellation);
        var survey = new Lazy<ListSurvey>(() =>
        {
            using ITableReader again = ListTable.Open(path, request.Options, static (_, _) => { },
                request.Cancellation);
            return ListSurvey.Of(again, request.Cancellation);
        });
        ListColumns columns =
            ListColumns.Of(table.Columns, request.Options, path, name => rows.Finder.Find(name, out _) is not null, survey);
        if (columns.Split?.Warning is { } warning)
            warnings.Add(warning);
        if (!columns.HasHeader)
            rows.Add(table.Columns, 1, columns);
        while (table.Read() is { } row)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            rows.Add(row, table.Line, columns);
        }
    }

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
}
