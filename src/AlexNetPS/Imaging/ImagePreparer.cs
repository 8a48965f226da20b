using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Imaging;

/// <summary>
/// Prepares files for the networks' transforms: decoded, upright, RGB, short side scaled to the image size. Import and
/// prediction share it, so that both see the same pixels. Not thread-safe; reuses its buffers.
/// </summary>
/// <remarks>
/// Keeps the aspect ratio as torchvision's Resize does (the long side is rounded down). The long side of an image
/// longer
/// than <see cref="MaximumSide"/> is squeezed to that length instead of growing without bound: the whole image is kept,
/// and the short side still has space for every crop.
/// </remarks>
public sealed class ImagePreparer : IDisposable
{
    private readonly FileReader _reader = new();
    private readonly PixelBuffer _decoded = new();
    private byte[] _scaled = [], _upright = [];

    /// <param name="imageSize">Short side of the prepared image in pixels.</param>
    /// <param name="maximumSide">Maximum long side in pixels; 0 for four times the short side.</param>
    /// <param name="limits">Limits on the file; null for the default limits.</param>
    /// <param name="crop">Crop applied to the image.</param>
    public ImagePreparer(
        int imageSize = 256, int maximumSide = 0, DecodeLimits? limits = null, ImageCrop crop = ImageCrop.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumSide);
        ImageSize = imageSize;
        MaximumSide = maximumSide == 0 ? 4 * imageSize : Math.Max(imageSize, maximumSide);
        Limits = limits ?? DecodeLimits.Default;
        Crop = crop;
    }

    /// <summary>Short side of the prepared image in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>Maximum long side in pixels.</summary>
    public int MaximumSide { get; }

    /// <summary>Limits on the file.</summary>
    public DecodeLimits Limits { get; }

    /// <summary>Crop applied to the image.</summary>
    public ImageCrop Crop { get; }

    /// <summary>The decoder's warning about the last file; null if there is none.</summary>
    public string? Warning => _decoded.Warning;

    /// <summary>Short side to which a decoder may reduce an image, in pixels; 0 if it may not.</summary>
    internal int LeastSide => Crop == ImageCrop.CenterUnscaled ? 0 : ImageSize * DecoderReserve;

    /// <summary>Whether the last image has exactly its file's pixels.</summary>
    internal bool IsUnchanged { get; private set; }

    /// <summary>Columns of the last file's image, as stored.</summary>
    public int SourceWidth => _decoded.SourceWidth;

    /// <summary>Rows of the last file's image, as stored.</summary>
    public int SourceHeight => _decoded.SourceHeight;

    /// <summary>Prepares an image file. The view is valid until the next call.</summary>
    /// <exception cref="ImageFormatException">Not an image, damaged, or over the limits.</exception>
    public PixelView Prepare(string path) => Prepare(_reader.Read(path, Limits));

    /// <summary>Prepares a file's bytes. The view is valid until the next call.</summary>
    /// <exception cref="ImageFormatException">Not an image, damaged, or over the limits.</exception>
    public PixelView Prepare(ReadOnlySpan<byte> file)
    {
        ImageCodecs.Decode(file, Limits, LeastSide, _decoded);
        return Prepare(_decoded);
    }

    /// <summary>Prepares a file that was decoded for this or several preparers. The view is valid until the next
    /// call.</summary>
    internal PixelView Prepare(PixelBuffer decoded) =>
        Scale(decoded.View, decoded.Orientation, decoded.SourceWidth, decoded.SourceHeight);

    /// <summary>Prepares a decoded image. The view is valid until the next call.</summary>
    public PixelView Prepare(PixelView image) => Scale(image, Orientation.Upright, image.Width, image.Height);

    /// <summary>Prepares an image file as a new image.</summary>
    /// <exception cref="ImageFormatException">Not an image, damaged, or over the limits.</exception>
    public RgbImage PrepareImage(string path)
    {
        PixelView view = Prepare(path);
        return new RgbImage(view.Width, view.Height, view.Pixels.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>
    /// The decoder may reduce an image that stays this many times larger than needed: the resampler's filter then spans
    /// so many pixels that even noise differs by at most 2 of 255. With the common factor of 2, a real image differed
    /// by 15.
    /// </summary>
    private const int DecoderReserve = 8;

    internal static (int Width, int Height) TargetSize(int width, int height, int imageSize, int maximumSide) =>
        width <= height
        ? (imageSize, (int)Math.Min((long)imageSize * height / width, maximumSide))
        : ((int)Math.Min((long)imageSize * width / height, maximumSide), imageSize);

    /// <summary>Returns the size of the prepared image of an upright one, and the part that it shows.</summary>
    /// <param name="width">Width of the upright image.</param>
    /// <param name="height">Height of the upright image.</param>
    internal (int Width, int Height, ImageRegion Shown) Prepared(int width, int height)
    {
        if (Crop == ImageCrop.None)
        {
            (int across, int down) = TargetSize(width, height, ImageSize, MaximumSide);
            return (across, down, ImageRegion.Whole);
        }

        (int scaledWidth, int scaledHeight) = Crop == ImageCrop.Center
            ? TargetSize(width, height, ImageSize, int.MaxValue)
            : (width, height);
        return (ImageSize, ImageSize, new((double)Offset(scaledWidth, ImageSize) / scaledWidth,
            (double)Offset(scaledHeight, ImageSize) / scaledHeight, (double)ImageSize / scaledWidth,
            (double)ImageSize / scaledHeight));
    }

    /// <summary>Start of the central square in the file's columns and rows; negative if the image is smaller.</summary>
    private (int Left, int Top) CentralSquare(Orientation orientation, int width, int height)
    {
        int left = Offset(width, ImageSize), top = Offset(height, ImageSize);
        // On an axis that is stored reversed, the offset counts from the other end.
        if (orientation is Orientation.MirroredHorizontally or Orientation.Rotated180 or Orientation.Transversed
            or Orientation.Rotated270)
        {
            left = width - ImageSize - left;
        }

        if (orientation is Orientation.MirroredVertically or Orientation.Rotated180 or Orientation.Transversed
            or Orientation.Rotated90)
        {
            top = height - ImageSize - top;
        }

        return (left, top);
    }

    /// <summary>
    /// Offset as in torchvision's CenterCrop: a crop starts at half the difference, rounded to even; a border at half
    /// of it, rounded down.
    /// </summary>
    private static int Offset(int length, int size) => length >= size
        ? (int)Math.Round((length - size) / 2.0)
        : -((size - length) / 2);

    /// <param name="image">Decoded image, possibly reduced by the decoder.</param>
    /// <param name="orientation">Orientation of the stored image.</param>
    /// <param name="sourceWidth">Columns in the file: the aspect ratio is that of the unreduced image.</param>
    /// <param name="sourceHeight">Rows in the file.</param>
    private PixelView Scale(PixelView image, Orientation orientation, int sourceWidth, int sourceHeight)
    {
        PixelView prepared = Crop switch
        {
            ImageCrop.Center => ScaledSquare(image, orientation, sourceWidth, sourceHeight),
            ImageCrop.CenterUnscaled => UnscaledSquare(image, orientation),
            _ => Whole(image, sourceWidth, sourceHeight),
        };
        IsUnchanged = orientation == Orientation.Upright
            && (sourceWidth, sourceHeight) == (image.Width, image.Height)
            && (sourceWidth, sourceHeight) == (prepared.Width, prepared.Height);
        return Turn(prepared, orientation);
    }

    private PixelView Whole(PixelView image, int sourceWidth, int sourceHeight)
    {
        (int width, int height) = TargetSize(sourceWidth, sourceHeight, ImageSize, MaximumSide);
        return Resize(image, ResampleBox.Whole(image), width, height);
    }

    private PixelView ScaledSquare(PixelView image, Orientation orientation, int sourceWidth, int sourceHeight)
    {
        (int width, int height) = TargetSize(sourceWidth, sourceHeight, ImageSize, int.MaxValue);
        (int left, int top) = CentralSquare(orientation, width, height);
        double across = (double)image.Width / width, down = (double)image.Height / height;
        var box = new ResampleBox(left * across, top * down,
            Math.Min(image.Width, (left + ImageSize) * across), Math.Min(image.Height, (top + ImageSize) * down));
        return Resize(image, box, ImageSize, ImageSize);
    }

    private PixelView UnscaledSquare(PixelView image, Orientation orientation)
    {
        if (image.Width == ImageSize && image.Height == ImageSize)
            return image;
        (int left, int top) = CentralSquare(orientation, image.Width, image.Height);
        int channels = image.Channels, length = ImageSize * ImageSize * channels;
        Span<byte> square = Room(ref _scaled, length);
        if (left < 0 || top < 0)
            square.Clear();
        int columns = Math.Min(image.Width, ImageSize), rows = Math.Min(image.Height, ImageSize);
        for (int row = 0; row < rows; row++)
        {
            int from = (row + Math.Max(top, 0)) * image.Width + Math.Max(left, 0);
            int to = (row + Math.Max(-top, 0)) * ImageSize + Math.Max(-left, 0);
            image.Pixels.Slice(from * channels, columns * channels).CopyTo(square[(to * channels)..]);
        }

        return new PixelView(square, ImageSize, ImageSize, channels);
    }

    private PixelView Resize(PixelView image, ResampleBox box, int width, int height)
    {
        if (width == image.Width && height == image.Height)
            return image;
        Span<byte> scaled = Room(ref _scaled, width * height * image.Channels);
        Resampler.Resize(image, box, width, height, scaled);
        return new PixelView(scaled, width, height, image.Channels);
    }

    private PixelView Turn(PixelView image, Orientation orientation)
    {
        if (orientation == Orientation.Upright)
            return image;
        Span<byte> upright = Room(ref _upright, image.Pixels.Length);
        orientation.Apply(image, upright);
        (int width, int height) = orientation.SwapsSides()
            ? (image.Height, image.Width)
            : (image.Width, image.Height);
        return new PixelView(upright, width, height, image.Channels);
    }

    private static Span<byte> Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length);
        return buffer.AsSpan(0, length);
    }
}
