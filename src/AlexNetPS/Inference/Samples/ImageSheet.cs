using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>A contact sheet of chosen images in the order given: predictions, queries with their neighbors, and others.</summary>
public static class ImageSheet
{
    /// <summary>Largest number of images on a sheet.</summary>
    public const int MostImages = 1000;

    private const int MostLargeImages = 40;

    /// <summary>Composes a sheet.</summary>
    /// <param name="images">The images, at least one.</param>
    /// <param name="options">How it looks; null for the defaults.</param>
    /// <param name="onError">Called for each image that cannot be read, which is then left out; null throws.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="ArgumentException">Too many images, or none that can be read.</exception>
    /// <exception cref="DatasetException">An image cannot be read, and there is no <paramref name="onError"/>.</exception>
    public static ContactSheet Compose(IReadOnlyList<SheetImage> images, ImageSheetOptions? options = null,
        Action<SkippedFile>? onError = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new();
        options.Check();
        if (images.Count is 0 or > MostImages)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A sheet shows 1 to {MostImages:N0} images, not {images.Count:N0}."), nameof(images));
        }

        int side = SideFor(images);
        SheetDrawing.RequireSize(images.Count, (double)images.Count * side * side);
        string[] paths = [.. images.Select(image => image.Path)];
        string[] distinct = [.. paths.Distinct()];
        RgbImage?[] pixels = new SheetImages(distinct, options.Dataset, side).Read(distinct, options.Threads,
            onError ?? (static file => throw new DatasetException(file.ToString())), cancellation);
        Dictionary<string, RgbImage?> read = distinct.Zip(pixels).ToDictionary(one => one.First, one => one.Second);
        bool rows = images.Any(image => image.IsQuery);
        SheetTile[] tiles =
        [
            .. images.Where(image => rows || read[image.Path] is not null)
                .Select(image => image.Tile(read[image.Path], options.ShowFileNames)),
        ];
        if (pixels.All(image => image is null))
            throw new ArgumentException("None of the images can be read.", nameof(images));
        return new SheetDrawing(Pictures.Renderer, side).Draw(options.Title, tiles, options.Columns);
    }

    private static int SideFor(IReadOnlyList<SheetImage> images) => images.Count switch
    {
        1 => 384,
        <= MostLargeImages => 224,
        _ => 176,
    };
}
