using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Reports.Html;

/// <summary>Images as data of the page.</summary>
internal static class ImageData
{
    private const int Quality = 82;

    /// <summary>Returns the address of an image, a JPEG or for a drawing a PNG, and its size in pixels.</summary>
    public static (string Address, int Width, int Height) Of(ReportImage image)
    {
        RgbImage small = Reduced(image.Image, image.LongestSide);
        string data = Convert.ToBase64String(image.IsDrawing
            ? ImageEncoder.EncodePng(small.View)
            : ImageEncoder.EncodeJpeg(small.View, Quality));
        return ($"data:image/{(image.IsDrawing ? "png" : "jpeg")};base64,{data}", small.Width, small.Height);
    }

    /// <summary>Returns an image whose sides are at most so long.</summary>
    public static RgbImage Reduced(RgbImage image, int longest)
    {
        double scale = (double)longest / Math.Max(image.Width, image.Height);
        if (scale >= 1)
            return image;
        int width = Math.Max(1, (int)Math.Round(image.Width * scale));
        int height = Math.Max(1, (int)Math.Round(image.Height * scale));
        byte[] pixels = new byte[width * height * 3];
        Resampler.Resize(image.View, width, height, pixels);
        return new(width, height, pixels);
    }
}
