using System.Globalization;
using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Datasets.Layouts.Synsets;
using AlexNetPS.Formats.Parquet;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>
/// Parquet files with images: a column "image" of bytes and path, and a label as text or as a number whose names are in
/// the metadata, as Hugging Face writes them. Images are read in place.
/// </summary>
internal static class ParquetDataset
{
    /// <summary>Whether there are Parquet files, and the first contains images or cannot be read.</summary>
    public static bool Fits(LayoutRequest request)
    {
        string[] shards = ParquetShards.Find(request.Source);
        if (shards.Length == 0)
            return false;
        string path = Path.Combine(request.Root, shards[0]);
        try
        {
            using ParquetFile file = ParquetFile.Open(path);
            return ParquetImages.Column(file, path, request.Options.PathColumn) is not null;
        }
        catch (Exception e) when (e is FormatException or DatasetException)
        {
            // Reading gives the error, unless the folder has images of another layout.
            return request.Source.IsFile || !FolderReader.HasImages(request.Root, 2);
        }
    }

    /// <exception cref="DatasetException">A file is damaged, or has no images or labels.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string[] shards = ParquetShards.Find(request.Source);
        List<string> warnings = [];
        ParquetShards.ReportMissing(shards, warnings);
        SplitName?[] splits = NamedSplits.Of([.. shards.Select(ParquetShards.Split)]);
        var labels = new SharedLabels();
        List<SourceFile> files = [];
        for (int i = 0; i < shards.Length; i++)
        {
            string path = Path.Combine(request.Root, shards[i]);
            try
            {
                ReadShard(request, path, shards[i], splits[i], labels, files);
            }
            catch (FormatException e)
            {
                throw new DatasetException($"'{path}' cannot be read: {e.Message}.", e);
            }
        }

        string[] ordered = labels.Ordered();
        return FolderReader.Finish($"Parquet with images: {FolderReader.Count(shards.Length, "file")}", files, ordered,
            warnings) with
        {
            Descriptions = ClassDescriptions.Find([request.Root], ordered),
        };
    }

    private static void ReadShard(LayoutRequest request, string path, string shard, SplitName? split,
        SharedLabels labels, List<SourceFile> files)
    {
        using ParquetFile file = ParquetFile.Open(path);
        ParquetColumn images = ParquetImages.Column(file, path, request.Options.PathColumn)
            ?? throw new DatasetException($"'{path}' has no column of images, as another file of the dataset has.");
        int digits = file.Rows.ToString(CultureInfo.InvariantCulture).Length;
        using var table = new ParquetTable(path, Reject);
        int label = LabelColumn(table, request.Options, path);
        SplitColumns? column = SplitOf(table.Columns, request, path);
        string? name = ParquetImages.PathColumn(images);
        int nameColumn = name is null ? -1 : table.Columns.ToList().IndexOf(name);
        var properties = new PropertyColumns(table.Columns,
            i => i == label || i == nameColumn || column?.Uses(i) == true);
        DateTime modified = File.GetLastWriteTimeUtc(path);
        int group = 0;
        labels.Expect(table.ClassNames.GetValueOrDefault(table.Columns[label]));
        while (table.Read() is { } row)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            string shown = Id(table.Line - 1, nameColumn < 0 ? "" : row[nameColumn]), text = row[label].Trim();
            SplitName? own = null;
            string reason = "";
            if (column?.TryParse(row, out own, out reason) == false)
            {
                files.Add(SourceFile.Missing(shown, "", reason));
            }
            else if (text.Length == 0)
            {
                files.Add(SourceFile.Missing(shown, "", $"it has no label in column '{table.Columns[label]}'"));
            }
            else
            {
                files.Add(new SourceFile(shown, labels.Of(text), own ?? split,
                    LengthOf(file, images, table.Line - 1, ref group), modified, new ArchiveMember(shard, table.Line - 1))
                {
                    Properties = properties.Of(row),
                });
            }
        }

        // The row comes first, so that images are read in the order of their pages.
        string Id(long row, string written)
        {
            string number = row.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'),
                file = written[(written.LastIndexOfAny(['/', '\\']) + 1)..];
            return ImageNames.IsImage(file) && TarIndex.IsInside(file, out _)
                ? $"{shard}#{number}/{file}"
                : $"{shard}#{number}";
        }

        void Reject(long line, string reason) => files.Add(SourceFile.Missing(Id(line - 1, ""), "", reason));
    }

    /// <summary>Average length of the images of a row group: the true ones take reading all pages.</summary>
    private static long LengthOf(ParquetFile file, ParquetColumn images, long row, ref int group)
    {
        while (row >= file.Groups[group].FirstRow + file.Groups[group].Rows)
            group++;
        return Math.Max(1, file.Groups[group].Chunks[images.Index].UncompressedLength / file.Groups[group].Rows);
    }

    private static int LabelColumn(ParquetTable table, ImportOptions options, string path)
    {
        int label = ListColumns.LabelIn(table.Columns, options, path);
        if (label >= 0)
            return label;
        int[] numbered = [.. table.Columns.Index().Where(column => table.ClassNames.ContainsKey(column.Item))
            .Select(column => column.Index)];
        return numbered.Length == 1 ? numbered[0]
            : throw new DatasetException($"'{path}' has no column 'label'. Its columns: "
                + $"{NameText.List([.. table.Columns])}. Set LabelColumn to one of them.");
    }

    private static SplitColumns? SplitOf(IReadOnlyList<string> columns, LayoutRequest request, string path)
    {
        int? named = request.Options.SplitColumn is { } name
            ? columns.Index().Where(column => column.Item.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(column => (int?)column.Index).FirstOrDefault()
                ?? throw new DatasetException($"'{path}' has no column '{name}'. Its columns: "
                    + $"{NameText.List([.. columns])}. Set SplitColumn to one of them.")
            : null;
        return SplitColumns.Find(columns, named, true, path, new Lazy<ListSurvey>(() =>
        {
            using var table = new ParquetTable(path, static (_, _) => { });
            return ListSurvey.Of(table, request.Cancellation);
        }));
    }
}
