using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Reports.Html;

namespace AlexNetPS.Reports.Sections;

/// <summary>Finds the images of an evaluation in a dataset, which may have been opened again since.</summary>
internal sealed class DatasetImages(ImageNetDataset dataset)
{
    private Dictionary<string, ImageSample>? _samples;

    /// <summary>Name of the dataset.</summary>
    public string Name => dataset.Name;

    /// <summary>Returns a thumbnail of an image; null if the dataset does not have it, or it cannot be read.</summary>
    /// <param name="evaluated">The image, of this or another dataset.</param>
    public RgbImage? Thumbnail(ImageSample evaluated)
    {
        _samples ??= dataset.Images.GroupBy(image => ImageKeys.NameOf(image.Sample), StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().Sample, StringComparer.Ordinal);
        if (!_samples.TryGetValue(ImageKeys.NameOf(evaluated), out ImageSample? sample))
            return null;
        try
        {
            byte[] buffer = [];
            PixelView pixels = dataset.Pixels.Read(sample, ref buffer);
            return ImageData.Reduced(new(pixels.Width, pixels.Height, Rgb(pixels)), ReportImage.ThumbnailSide);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException
            or DatasetException)
        {
            return null;
        }
    }

    private static byte[] Rgb(PixelView image)
    {
        int count = image.Width * image.Height;
        if (image.Channels == 3)
            return image.Pixels[..(count * 3)].ToArray();
        byte[] pixels = new byte[count * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = image.Pixels[i / 3];
        return pixels;
    }
}
