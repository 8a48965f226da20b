namespace AlexNetPS.Imaging;

/// <summary>
/// File to picture as the networks' transforms take it: decoded, short side scaled to the image size, upright, RGB.
/// Import and prediction share it, so that a file is seen alike by both. One per thread; it keeps its buffers.
/// </summary>
/// <remarks>
/// The aspect ratio is kept as in torchvision's Resize (the long side is rounded down). A picture longer than
/// <see cref="MaximumSide"/> would then become a strip of unbounded size: its long side is squeezed to that length, so that the
/// whole picture is kept and the short side still has room for every crop.
/// </remarks>
public sealed class ImagePreparer : IDisposable
{
    private readonly FileReader _reader = new();
    private readonly PixelBuffer _decoded = new();
    private byte[] _scaled = [], _upright = [];

    /// <param name="imageSize">Short side of the prepared picture.</param>
    /// <param name="maximumSide">Longest side; 0 for four times the short one.</param>
    /// <param name="limits">Bounds on the file; null for the safe defaults.</param>
    /// <param name="cropsToSquare">Keeps only the central square, as torchvision's Resize and CenterCrop of one size do.</param>
    public ImagePreparer(int imageSize = 256, int maximumSide = 0, DecodeLimits? limits = null, bool cropsToSquare = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumSide);
        ImageSize = imageSize;
        MaximumSide = maximumSide == 0 ? 4 * imageSize : Math.Max(imageSize, maximumSide);
        Limits = limits ?? DecodeLimits.Default;
        CropsToSquare = cropsToSquare;
    }

    /// <summary>Short side of the prepared picture.</summary>
    public int ImageSize { get; }

    /// <summary>Longest side.</summary>
    public int MaximumSide { get; }

    /// <summary>Bounds on the file.</summary>
    public DecodeLimits Limits { get; }

    /// <summary>Whether only the central square is kept.</summary>
    public bool CropsToSquare { get; }

    /// <summary>What the decoder found odd about the last file, although it could be read; null if nothing.</summary>
    public string? Warning => _decoded.Warning;

    /// <summary>Whether the last picture is its file's, pixel for pixel.</summary>
    internal bool IsUnchanged { get; private set; }

    /// <summary>Columns of the last picture's file, as stored in it.</summary>
    public int SourceWidth => _decoded.SourceWidth;

    /// <summary>Rows of the last picture's file, as stored in it.</summary>
    public int SourceHeight => _decoded.SourceHeight;

    /// <summary>Prepares a picture file. The view is valid until the next call.</summary>
    /// <exception cref="ImageFormatException">Not a picture, damaged, or over the limits.</exception>
    public PixelView Prepare(string path) => Prepare(_reader.Read(path, Limits));

    /// <summary>Prepares a file's bytes. The view is valid until the next call.</summary>
    /// <exception cref="ImageFormatException">Not a picture, damaged, or over the limits.</exception>
    public PixelView Prepare(ReadOnlySpan<byte> file)
    {
        ImageCodecs.Decode(file, Limits, ImageSize * DecoderReserve, _decoded);
        return Scale(_decoded.View, _decoded.Orientation, _decoded.SourceWidth, _decoded.SourceHeight);
    }

    /// <summary>Prepares a decoded picture. The view is valid until the next call.</summary>
    public PixelView Prepare(PixelView picture) => Scale(picture, Orientation.Upright, picture.Width, picture.Height);

    /// <summary>Prepares a picture file into an image of its own.</summary>
    /// <exception cref="ImageFormatException">Not a picture, damaged, or over the limits.</exception>
    public RgbImage PrepareImage(string path)
    {
        PixelView view = Prepare(path);
        return new RgbImage(view.Width, view.Height, view.Pixels.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>
    /// The decoder may halve a picture that stays this many times larger than wanted: the resampler's filter then spans so many
    /// pixels that even noise differs by 2 levels at most. With a reserve of 2, which is common, a real photo differed by 15.
    /// </summary>
    private const int DecoderReserve = 8;

    internal static (int Width, int Height) TargetSize(int width, int height, int imageSize, int maximumSide) => width <= height
        ? (imageSize, (int)Math.Min((long)imageSize * height / width, maximumSide))
        : ((int)Math.Min((long)imageSize * width / height, maximumSide), imageSize);

    /// <summary>The part of the picture that, shown at a short side of the image size, is its upright centre.</summary>
    private ResampleBox CentralSquare(PixelView picture, Orientation orientation, int width, int height)
    {
        // torchvision rounds half a pixel to even; on an axis that is stored backwards the offset counts from the other end.
        int left = (int)Math.Round((width - ImageSize) / 2.0), top = (int)Math.Round((height - ImageSize) / 2.0);
        if (orientation is Orientation.MirroredHorizontally or Orientation.Rotated180 or Orientation.Transversed or Orientation.Rotated270)
            left = width - ImageSize - left;
        if (orientation is Orientation.MirroredVertically or Orientation.Rotated180 or Orientation.Transversed or Orientation.Rotated90)
            top = height - ImageSize - top;
        double across = (double)picture.Width / width, down = (double)picture.Height / height;
        return new ResampleBox(left * across, top * down,
            Math.Min(picture.Width, (left + ImageSize) * across), Math.Min(picture.Height, (top + ImageSize) * down));
    }

    /// <param name="picture">Decoded, perhaps already reduced by the decoder.</param>
    /// <param name="orientation">How it is stored.</param>
    /// <param name="sourceWidth">Columns in the file: the aspect ratio is taken from the unreduced picture.</param>
    /// <param name="sourceHeight">Rows in the file.</param>
    private PixelView Scale(PixelView picture, Orientation orientation, int sourceWidth, int sourceHeight)
    {
        (int width, int height) = TargetSize(sourceWidth, sourceHeight, ImageSize, CropsToSquare ? int.MaxValue : MaximumSide);
        PixelView scaled = picture;
        ResampleBox box = ResampleBox.Whole(picture);
        if (CropsToSquare)
        {
            box = CentralSquare(picture, orientation, width, height);
            (width, height) = (ImageSize, ImageSize);
        }

        int length = width * height * picture.Channels;
        IsUnchanged = orientation == Orientation.Upright && (width, height, sourceWidth, sourceHeight) == (picture.Width, picture.Height, width, height);
        if (width != picture.Width || height != picture.Height)
        {
            if (_scaled.Length < length)
                _scaled = GC.AllocateUninitializedArray<byte>(length);
            Resampler.Resize(picture, box, width, height, _scaled);
            scaled = new PixelView(_scaled.AsSpan(0, length), width, height, picture.Channels);
        }

        if (orientation == Orientation.Upright)
            return scaled;
        if (_upright.Length < length)
            _upright = GC.AllocateUninitializedArray<byte>(length);
        orientation.Apply(scaled, _upright);
        (width, height) = orientation.SwapsSides() ? (height, width) : (width, height);
        return new PixelView(_upright.AsSpan(0, length), width, height, picture.Channels);
    }
}
