using System.Diagnostics;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Export;

/// <summary>Writes datasets in the forms of other programs.</summary>
public static class DatasetExporter
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Writes a selection. Files are written next to the target and renamed when all are complete, so that an export is
    /// whole or not there.
    /// </summary>
    /// <param name="selection">The images.</param>
    /// <param name="options">Form and place. An earlier export at the place is replaced.</param>
    /// <param name="progress">Called about four times a second.</param>
    /// <param name="cancellation">Stops and leaves nothing.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="DatasetException">An image is missing, or the place contains other files.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ExportedDataset Export(ExportSelection selection, ExportOptions options,
        IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (selection.Count == 0)
            throw new DatasetException("There is no image to export.");
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.OutputPath));
        return options.Format == ExportFormat.Csv
            ? CsvExport.Write(selection, path, cancellation)
            : WriteFolder(selection, options, path, progress, cancellation);
    }

    /// <summary>Returns why a folder cannot be replaced by an export; null if it can.</summary>
    /// <param name="path">Full path of the folder.</param>
    public static string? WhyNotReplaceable(string path) =>
        File.Exists(path) ? $"'{path}' is a file; a folder is written."
        : !Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any() ? null
        : DatasetInfoFile.IsIn(path) ? null
        : $"'{path}' contains files that are no export of this module.";

    private static ExportedDataset WriteFolder(ExportSelection selection, ExportOptions options, string path,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        if (WhyNotReplaceable(path) is { } reason)
            throw new DatasetException($"{reason} Use another OutputPath.");
        if (selection.Sources.FirstOrDefault(
            source => FileNames.Comparer.Equals(source, path) || FileNames.IsBelow(source, path)) is { } inside)
        {
            throw new DatasetException($"The export would be inside the images' own folder '{inside}' and be imported "
                + "with them. Use an OutputPath outside of it.");
        }

        IReadOnlyList<string> classes = selection.Classes;
        var names = new PortableNames();
        string[] folders = [.. classes.Select(names.Folder)];
        using var replacement = new FolderReplacement(path);
        IReadOnlyList<string> files;
        using (IExportWriter writer = NewWriter(selection, options, replacement.Folder, folders))
            files = Write(selection, options, classes, writer, progress, cancellation);
        DatasetInfoFile.Write(replacement.Folder, selection, options, folders);
        long bytes = new DirectoryInfo(replacement.Folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        cancellation.ThrowIfCancellationRequested();
        replacement.Commit();
        int renamed = options.Format == ExportFormat.ImageFolder
            ? classes.Zip(folders).Count(one => one.First != one.Second)
            : 0;
        return ExportedFiles.Result(selection, options.Format, path,
            [.. files.Select(file => FileNames.Join(path, file))], bytes, renamed);
    }

    private static IReadOnlyList<string> Write(ExportSelection selection, ExportOptions options,
        IReadOnlyList<string> classes, IExportWriter writer, IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        var numbers = classes.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        using var source = new ExportBytes(options, cancellation);
        long start = Stopwatch.GetTimestamp();
        TimeSpan reported = TimeSpan.Zero;
        int done = 0;
        foreach ((ExportImage image, byte[] bytes, bool isEncoded) in
            source.Read(selection.Images.OrderBy(image => image.Split)))
        {
            writer.Add(image, NameOf(image, bytes, isEncoded), numbers[image.Label], bytes);
            done++;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed - reported < _reportInterval)
                continue;
            reported = elapsed;
            double rate = done / elapsed.TotalSeconds;
            progress?.Report(new ImportProgress("Writing images", done, selection.Count, rate,
                TimeSpan.FromSeconds((selection.Count - done) / rate)));
        }

        return writer.Complete();
    }

    private static IExportWriter NewWriter(ExportSelection selection, ExportOptions options, string folder,
        string[] folders) => options.Format switch
        {
            ExportFormat.WebDataset => new WebDatasetWriter(folder, selection.Properties, options.ShardSize),
            ExportFormat.Parquet =>
                new ParquetShardWriter(folder, selection.Classes, selection.Properties, options.ShardSize),
            _ => new ImageFolderWriter(folder, folders, selection.Properties),
        };

    /// <summary>Returns the last part of the path in the source, with the extension of what is written.</summary>
    private static string NameOf(ExportImage image, byte[] bytes, bool isEncoded)
    {
        string name = image.Shown[(image.Shown.LastIndexOfAny(['/', '\\', '#']) + 1)..];
        return isEncoded
            ? (ImageNames(name) ? Path.GetFileNameWithoutExtension(name) : name) + ImageExtension.Of(bytes)
            : ImageNames(name) ? name : name + ImageExtension.Of(bytes);

        static bool ImageNames(string text) => Layouts.ImageNames.IsImage(text);
    }
}
