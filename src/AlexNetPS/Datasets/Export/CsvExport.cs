using System.Text;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Export;

/// <summary>A list of path, label and split. Paths below its folder are relative, others full.</summary>
internal static class CsvExport
{
    /// <exception cref="DatasetException">An image is in an archive.</exception>
    public static ExportedDataset Write(ExportSelection selection, string path, CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(path)!;
        ExportProperties properties = selection.Properties;
        FileReplacement.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
            using ITableWriter table = TableFormats.Csv.Create(text,
                [ExportColumns.Path, ExportColumns.Label, ExportColumns.Split, .. properties.Columns]);
            foreach (ExportImage image in selection.Images)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!File.Exists(image.Path))
                {
                    throw new DatasetException(image.Path.Contains('#')
                        ? $"'{image.Path}' is in an archive, and a list names files. Use another Format."
                        : $"There is no image '{image.Path}' any more. Import its folder again.");
                }

                table.Write([PathIn(folder, image.Path), image.Label, ExportColumns.NameOf(image.Split),
                    .. properties.Of(image)]);
            }
        });
        return ExportedFiles.Result(selection, ExportFormat.Csv, path, [path], new FileInfo(path).Length, 0);
    }

    private static string PathIn(string folder, string path)
    {
        string shown = FileNames.IsBelow(folder, path) ? Path.GetRelativePath(folder, path) : path;
        return Path.DirectorySeparatorChar == '\\' ? shown.Replace('\\', '/') : shown;
    }
}
