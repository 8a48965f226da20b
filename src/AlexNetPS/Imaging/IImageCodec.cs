namespace AlexNetPS.Imaging;

/// <summary>A decoder for some picture formats. Implementations are thread-safe.</summary>
public interface IImageCodec
{
    /// <summary>"libjpeg-turbo", "libpng", "ImageSharp".</summary>
    string Name { get; }

    /// <summary>Whether the first bytes of a file are of a format of this codec; the file's name never decides.</summary>
    bool Recognizes(ReadOnlySpan<byte> header);

    /// <summary>Decodes to RGB: alpha composed on white, CMYK converted, EXIF orientation applied.</summary>
    /// <exception cref="ImageFormatException">Damaged, unsupported, or over the limits.</exception>
    RgbImage Decode(ReadOnlySpan<byte> file, DecodeLimits limits);
}

/// <summary>Bounds against decompression bombs, checked on the header before any pixel is allocated.</summary>
/// <param name="MaximumPixels">Width times height; 0.25 gigapixels unless told.</param>
/// <param name="MaximumFileBytes">Length of the file; 256 MiB unless told.</param>
public sealed record DecodeLimits(long MaximumPixels = 250_000_000, long MaximumFileBytes = 256L << 20)
{
    /// <summary>The safe defaults.</summary>
    public static DecodeLimits Default { get; } = new();
}

/// <summary>A file that cannot be read as a picture; the message is a reason a person understands, without the path.</summary>
public sealed class ImageFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A native library is missing; the message names the package to install.</summary>
public sealed class MissingLibraryException(string message, Exception? inner = null) : Exception(message, inner);
