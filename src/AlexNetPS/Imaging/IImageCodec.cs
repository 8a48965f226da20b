using AlexNetPS.Formats.Text;

namespace AlexNetPS.Imaging;

/// <summary>A decoder for some image formats. Implementations are thread-safe.</summary>
public interface IImageCodec
{
    /// <summary>"libjpeg-turbo", "libpng", "ImageSharp".</summary>
    string Name { get; }

    /// <summary>Whether the first bytes of a file are in a format of this codec; the file name is ignored.</summary>
    bool Recognizes(ReadOnlySpan<byte> header);

    /// <summary>
    /// Decodes to RGB, with alpha composited on white and CMYK converted, into a reused buffer. The EXIF orientation
    /// may be left to the caller; the buffer then states it.
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="limits">Limits checked on the header.</param>
    /// <param name="leastSide">Above 0, the codec may return a reduced image whose short side has at least this many
    /// pixels.</param>
    /// <param name="target">Receives the image.</param>
    /// <exception cref="ImageFormatException">Damaged, unsupported, or over the limits.</exception>
    void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target);
}

/// <summary>Limits against decompression bombs, checked on the header before any pixel is allocated.</summary>
/// <param name="MaximumPixels">Maximum width times height. Default: 0.25 gigapixels.</param>
/// <param name="MaximumFileBytes">Maximum file length. Default: 256 MiB.</param>
public sealed record DecodeLimits(long MaximumPixels = 250_000_000, long MaximumFileBytes = 256L << 20)
{
    /// <summary>The default limits.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Checks the image size stated by the header.</summary>
    /// <exception cref="ImageFormatException">Empty or over the limit.</exception>
    public void CheckPixels(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw new ImageFormatException($"the header states {width}x{height} pixels");
        // A decoded image is one array, whatever the limit.
        if (width * height > Math.Min(MaximumPixels, Array.MaxLength / 4))
        {
            throw new ImageFormatException(FormattableString.Invariant(
                $"{width}x{height} pixels are over the limit of {MaximumPixels / 1e6:0.#} megapixels"));
        }
    }

    /// <summary>Checks a file's length.</summary>
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

/// <summary>Thrown if a file cannot be read as an image; the message is a readable reason without the path.</summary>
public sealed class ImageFormatException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);

/// <summary>Thrown if a native library is missing; the message names the package to install.</summary>
public sealed class MissingLibraryException(string message, Exception? inner = null) : Exception(message, inner);
