using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference.Activations;

/// <summary>A whole image at a size to be looked at, and the part of it that the network saw.</summary>
/// <param name="Image">The image, upright.</param>
/// <param name="Seen">The part.</param>
internal sealed record ShownImage(RgbImage Image, ImageRegion Seen)
{
    // Short side in pixels.
    private const int Side = 384;

    /// <summary>Reads an image.</summary>
    /// <param name="source">A file, or a stored image, of which no more is known than what is stored.</param>
    /// <param name="preparation">Preparation of files.</param>
    /// <param name="transforms">Transforms from the prepared image to the input.</param>
    /// <exception cref="ImageFormatException">The file is not an image, or damaged.</exception>
    public static ShownImage Read(ImageSource source, ImagePreparation? preparation, TransformPipeline transforms)
    {
        using var shown = new ImagePreparer(Side);
        if (source.Sample is not null)
        {
            byte[] buffer = [];
            PixelView stored = source.Pixels!.Read(source.Sample, ref buffer);
            return new(InColor(shown.Prepare(stored)), transforms.Seen(stored.Width, stored.Height));
        }

        RgbImage whole = InColor(shown.Prepare(source.Path));
        bool turned = shown.SourceWidth < shown.SourceHeight != whole.Width < whole.Height
            && shown.SourceWidth != shown.SourceHeight;
        using ImagePreparer preparer = preparation!.NewPreparer();
        (int width, int height, ImageRegion prepared) = turned
            ? preparer.Prepared(shown.SourceHeight, shown.SourceWidth)
            : preparer.Prepared(shown.SourceWidth, shown.SourceHeight);
        return new(whole, prepared.Part(transforms.Seen(width, height)));
    }

    private static RgbImage InColor(PixelView view)
    {
        byte[] pixels = new byte[view.Width * view.Height * 3];
        if (view.Channels == 3)
        {
            view.Pixels.CopyTo(pixels);
        }
        else
        {
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = view.Pixels[i / 3];
        }

        return new(view.Width, view.Height, pixels);
    }
}
