using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Projections;

/// <summary>Writes a projection as a chart, as a picture of its images, or as a table.</summary>
public static class ProjectionFile
{
    // Pixels of a PNG for each of the picture.
    private const double Scale = 2;

    /// <summary>Extensions of the files that can be written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".svg", ".csv"];

    /// <summary>Writes a file in the form that the extension names; a .csv has the columns path, label, x and y.</summary>
    /// <param name="path">A path that ends with .png, .svg or .csv.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="options">How it is drawn; null for the defaults. A .csv needs none.</param>
    /// <param name="onError">Called for each image that cannot be read, which is then not shown; null throws.</param>
    /// <param name="cancellation">Cancels the reading of images.</param>
    /// <exception cref="ArgumentException">The extension is unknown.</exception>
    /// <exception cref="DatasetException">An image cannot be read, and there is no <paramref name="onError"/>.</exception>
    public static void Write(string path, EmbeddingProjection projection, ProjectionOptions? options = null,
        Action<SkippedFile>? onError = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(projection);
        options ??= new();
        options.Check();
        string title = options.Title ?? $"{projection}";
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csv":
                WriteTable(path, projection);
                break;
            case ".png" or ".svg" when options.Thumbnails:
                PictureFile.Write(path, ProjectionThumbnails.Of(projection, title, options,
                    onError ?? (static file => throw new DatasetException($"{file}")), cancellation), Scale);
                break;
            case ".svg":
                string svg = ChartSvg.File([ProjectionChart.Of(projection, title)]);
                FileReplacement.WriteText(path, writer => writer.Write(svg));
                break;
            case ".png":
                ImageEncoder.WritePng(path, ChartPicture.Render([ProjectionChart.Of(projection, title)], Scale).View);
                break;
            default:
                throw new ArgumentException($"'{path}' does not end with {string.Join(", ", Extensions)}.", nameof(path));
        }
    }

    private static void WriteTable(string path, EmbeddingProjection projection) =>
        FileReplacement.WriteText(path, writer =>
        {
            using ITableWriter table = TableFormats.Csv.Create(writer, ["path", "label", "x", "y"]);
            foreach (ProjectedImage point in projection.Points)
                table.Write([point.Path, point.Label ?? "", point.X, point.Y]);
        });
}
