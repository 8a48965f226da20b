using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>
/// A list with the labels of the images next to it or below: metadata.csv, metadata.jsonl, labels.csv.
/// </summary>
/// <remarks>
/// Without class folders any list counts that names images of the folder and their labels. With class folders only one
/// of a usual name does, and only if its labels are not the names of the folders.
/// </remarks>
internal static class FolderList
{
    private const int RowsTried = 50;

    private static readonly string[] _extensions = [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"];

    private static readonly HashSet<string> _usual = new(StringComparer.Ordinal)
    {
        "metadata", "labels", "label", "annotations", "annotation", "groundtruth", "trainlabels", "traininglabels",
    };

    public static bool Fits(LayoutRequest request) =>
        !request.Source.IsFile && Find(request.Root, request) is not null;

    /// <exception cref="DatasetException">The list cannot be read.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string list = Find(request.Root, request)!;
        FolderListing listing = ListFile.Read(request with { Source = DatasetSource.At(list) });
        listing.Warnings.Insert(0, Report(list));
        return listing with
        {
            Files = SplitByFolder(listing.Files),
            Layout = $"list {Path.GetFileName(list)} in its folder",
        };
    }

    /// <summary>Reads a part whose labels are in a list in its folder; null if there is none.</summary>
    /// <exception cref="DatasetException">The list cannot be read.</exception>
    public static PartContents? ReadPart(DatasetPart part, SplitName? split, LayoutRequest request,
        List<string> warnings)
    {
        if (part.Path.Length == 0 || Find(Path.Combine(request.Root, part.Path), request) is not { } list)
            return null;
        warnings.Add(Report(list));
        ListRows rows = ListFile.Rows(request with { Source = DatasetSource.At(list) }, warnings);
        return new(
            [.. rows.Files.Select(file => file with
            {
                RelativePath = Path.IsPathRooted(file.RelativePath) ? file.RelativePath : $"{part.Path}/{file.RelativePath}",
                FixedSplit = split,
            })],
            [.. NumericOrder.Of([.. rows.Classes])], false);
    }

    /// <summary>
    /// Gives images the split that their folder names, train/001.jpg, if the list states none and all folders do.
    /// </summary>
    private static IReadOnlyList<SourceFile> SplitByFolder(IReadOnlyList<SourceFile> files)
    {
        SourceFile[] images = [.. files.Where(file => file.Fault is null)];
        if (Array.Exists(images, file => file.FixedSplit is not null))
            return files;
        var splits = new Dictionary<string, SplitName?>(StringComparer.Ordinal);
        foreach (string folder in images.Select(Folder).Distinct())
        {
            if (PartNames.Of(folder) is not { } part)
                return files;
            splits[folder] = part.Split;
        }

        SplitName?[] named = NamedSplits.Of([.. splits.Values]);
        foreach ((string folder, SplitName? split) in splits.Keys.ToArray().Zip(named))
            splits[folder] = split;
        return [.. files.Select(file => file.Fault is null ? file with { FixedSplit = splits[Folder(file)] } : file)];

        static string Folder(SourceFile file) =>
            file.RelativePath.IndexOf('/') is > 0 and int end ? file.RelativePath[..end] : "";
    }

    private static string Report(string list) =>
        $"The labels come from the list '{Path.GetFileName(list)}' in '{Path.GetDirectoryName(list)}'.";

    /// <exception cref="DatasetException">Several lists name the images.</exception>
    private static string? Find(string folder, LayoutRequest request)
    {
        string[] lists = [.. Directory.EnumerateFiles(folder)
            .Where(path => !ImageNames.IsClutter(Path.GetFileName(path.AsSpan()))
                && _extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        if (lists.Length == 0)
            return null;
        bool hasClasses = HasClassFolders(folder);
        string[] usual = [.. lists.Where(path => _usual.Contains(ListColumns.Plain(Path.GetFileNameWithoutExtension(path))))];
        string[] fitting = [.. usual.Where(path => Names(path, request, hasClasses))];
        if (fitting.Length == 0 && !hasClasses)
            fitting = [.. lists.Except(usual).Where(path => Names(path, request, false))];
        return fitting.Length > 1
            ? throw new DatasetException($"'{folder}' contains more than one list of its images: "
                + $"{NameText.List([.. fitting.Select(path => Path.GetFileName(path))])}. Import the one that is meant.")
            : fitting.FirstOrDefault();
    }

    /// <summary>Whether a list names images that exist, with labels that folders do not say.</summary>
    private static bool Names(string list, LayoutRequest request, bool hasClasses)
    {
        var finder = new ImageFinder(Path.GetDirectoryName(list)!, request.Cancellation);
        try
        {
            using ITableReader table = ListTable.Open(list, request.Options, static (_, _) => { },
                request.Cancellation);
            var survey = new Lazy<ListSurvey>(() =>
            {
                using ITableReader again = ListTable.Open(list, request.Options, static (_, _) => { },
                request.Cancellation);
                return ListSurvey.Of(again, request.Cancellation);
            });
            ListColumns columns = ListColumns.Of(table.Columns, request.Options with { GroupColumn = null }, list,
                name => finder.Find(name, out _) is not null, survey);
            IReadOnlyList<string>? row = columns.HasHeader ? table.Read() : table.Columns;
            for (int tried = 0; (hasClasses || tried < RowsTried) && row is not null; tried++, row = table.Read())
            {
                string? path = row[columns.Path].Trim().Replace('\\', '/');
                // A number next to the name of a class may be that of an image, too.
                if (!hasClasses)
                {
                    if (finder.Find(path, out _) is not null)
                        return true;
                    continue;
                }

                // A single class may have a name that its folder cannot have.
                string label = columns.Label.Of(row, table.Line).Trim();
                if (!path.Split('/').SkipLast(1).Contains(label)
                    && File.Exists(Path.Combine(Path.GetDirectoryName(list)!, path)))
                {
                    return true;
                }
            }

            return false;
        }
        catch (FormatException)
        {
            // Its error is better than none, unless folders give the labels.
            return !hasClasses;
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    private static bool HasClassFolders(string root)
    {
        List<string> folders = FolderReader.FoldersIn(root);
        string[] parts = [.. folders.Where(name => PartNames.Of(name) is not null)];
        return parts.Length > 0
            ? parts.Any(part => FolderReader.FoldersIn(Path.Combine(root, part))
                .Any(name => !PartNames.IsNeutral(name) && FolderReader.HasImages(Path.Combine(root, part, name), 1)))
            : folders.Where(name => FolderReader.HasImages(Path.Combine(root, name), 1)).Skip(1).Any()
                && !ArePieces(root, folders);
    }

    /// <summary>Whether the folders are numbered parts or folds with images, and not with class folders.</summary>
    private static bool ArePieces(string root, List<string> folders) =>
        (NumberedParts.Are(folders) || UnknownParts.AreFolds(folders))
            && folders.TrueForAll(name => FolderReader.HasImages(Path.Combine(root, name), 0));
}
