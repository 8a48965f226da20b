namespace AlexNetPS.Imaging;

/// <summary>A decoder for some image formats. Implementations are thread-safe.</summary>
public interface IImageCodec
{
    /// <summary>"libjpeg-turbo", "libpng", "ImageSharp".</summary>
    string Name { get; }

    /// <summary>
    /// Whether the first bytes of a file are of a format of this codec; the file's name never decides.
    /// </summary>
    bool Recognizes(ReadOnlySpan<byte> header);

    /// <summary>
    /// Decodes to RGB, alpha composed on white and CMYK converted, into a buffer that is used again and again. The EXIF
    /// orientation may be left to the caller, named in the buffer.
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="limits">Bounds checked on the header.</param>
    /// <param name="leastSide">Above 0, the codec may give a smaller image, as long as its short side keeps this many
    /// pixels.</param>
    /// <param name="target">Where the image goes.</param>
    /// <exception cref="ImageFormatException">Damaged, unsupported, or over the limits.</exception>
    void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target);
}

/// <summary>Bounds against decompression bombs, checked on the header before any pixel is allocated.</summary>
/// <param name="MaximumPixels">Width times height; 0.25 gigapixels unless told.</param>
/// <param name="MaximumFileBytes">Length of the file; 256 MiB unless told.</param>
public sealed record DecodeLimits(long MaximumPixels = 250_000_000, long MaximumFileBytes = 256L << 20)
{
    /// <summary>The safe defaults.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Checks an image's size as its header gives it.</summary>
    /// <exception cref="ImageFormatException">Empty or over the limit.</exception>
    public void CheckPixels(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw new ImageFormatException($"the header says {width}x{height} pixels");
        // A decoded image is one array, whatever the limit says.
        if (width * height > Math.Min(MaximumPixels, Array.MaxLength / 4))
        {
            throw new ImageFormatException(FormattableString.Invariant(
                $"{width}x{height} pixels are over the limit of {MaximumPixels / 1e6:0.#} megapixels"));
        }
    }

    /// <summary>Checks the length of a file.</summary>
    /// <exception cref="ImageFormatException">Empty or over the limit.</exception>
    public void CheckFile(long bytes)
    {
        if (bytes == 0)
            throw new ImageFormatException("the file is empty");
        if (bytes > Math.Min(MaximumFileBytes, Array.MaxLength))
        {
            throw new ImageFormatException(
                FormattableString.Invariant($"{bytes:N0} bytes are over the limit of {MaximumFileBytes:N0}"));
        }
    }
}

/// <summary>
/// A file that cannot be read as an image; the message is a reason a person understands, without the path.
/// </summary>
public sealed class ImageFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A native library is missing; the message names the package to install.</summary>
public sealed class MissingLibraryException(string message, Exception? inner = null) : Exception(message, inner);
