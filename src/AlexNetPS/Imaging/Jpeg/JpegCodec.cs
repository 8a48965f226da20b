using System.Buffers;
using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// Decodes JPEG with libjpeg-turbo and Pillow's decoder settings: accurate integer DCT and smooth chroma upsampling.
/// </summary>
/// <remarks>
/// libjpeg-turbo only warns about damage, of the first fault of a file, and fills missing data with gray. This codec
/// reads a file with a warning to its end itself (<see cref="JpegStructure"/>), and rejects one whose image data are
/// incomplete or corrupt; it reads one that only has an odd header, or data left over, or no end marker.
/// </remarks>
public sealed class JpegCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Name => "libjpeg-turbo";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> header) => JpegMarkers.IsJpeg(header);

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        limits.CheckFile(file.Length);
        TurboJpegHandle decompressor = TurboJpegHandle.RentDecompressor();
        bool clean = false;
        try
        {
            JpegMarkers markers = JpegMarkers.Read(file);
            (int width, int height, bool cmyk) = ReadHeader(decompressor.Value, file);
            limits.CheckPixels(width, height);
            int divisor = Divisor(Math.Min(width, height), leastSide);
            int outWidth = (width + divisor - 1) / divisor, outHeight = (height + divisor - 1) / divisor;
            Span<byte> pixels = target.Reserve(outWidth, outHeight);
            target.Warning = cmyk
                ? DecodeCmyk(decompressor.Value, file, limits, outWidth, outHeight, pixels)
                : Decompress(decompressor.Value, file, limits, pixels, outWidth, outHeight, TurboJpeg.FormatRgb);
            clean = target.Warning is null;
            (target.SourceWidth, target.SourceHeight, target.Orientation) = (width, height, markers.Orientation);
        }
        finally
        {
            // After a damaged file a decompressor may reject valid ones: not all its tables are reset.
            if (clean)
                TurboJpegHandle.Return(decompressor);
            else
                decompressor.Dispose();
        }
    }

    /// <summary>
    /// Returns the divisor of each side (1, 2, 4 or 8) by which the decoder may reduce the image: it skips high
    /// frequencies, at a fraction of the cost.
    /// </summary>
    internal static int Divisor(int shortSide, int leastSide)
    {
        if (leastSide <= 0)
            return 1;
        int divisor = 8;
        while (divisor > 1 && shortSide / divisor < leastSide)
            divisor /= 2;
        return divisor;
    }

    private static unsafe (int Width, int Height, bool Cmyk) ReadHeader(nint handle, ReadOnlySpan<byte> file)
    {
        fixed (byte* jpeg = file)
        {
            int result = TurboJpeg.tjDecompressHeader3(handle, jpeg, new CULong((uint)file.Length), out int width,
                out int height, out _, out int colorspace);
            if (result != 0 && TurboJpeg.tjGetErrorCode(handle) != TurboJpeg.ErrorWarning)
            {
                // Version 2 does not name unusual subsamplings here, which tjDecompress2 reads without trouble.
                string message = TurboJpeg.Message(handle);
                if (!message.Contains("subsampling", StringComparison.OrdinalIgnoreCase) || width <= 0 || height <= 0)
                    throw Damaged(message);
            }

            return (width, height, colorspace is TurboJpeg.ColorspaceCmyk or TurboJpeg.ColorspaceYcck);
        }
    }

    /// <summary>
    /// Decodes CMYK. By Adobe's convention, which every writer of CMYK JPEG follows, the inks are stored inverted.
    /// </summary>
    private static string? DecodeCmyk(nint handle, ReadOnlySpan<byte> file, DecodeLimits limits, int width,
        int height, Span<byte> pixels)
    {
        byte[] inks = ArrayPool<byte>.Shared.Rent(width * height * 4);
        try
        {
            string? warning = Decompress(handle, file, limits, inks, width, height, TurboJpeg.FormatCmyk);
            for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
            {
                int black = inks[from + 3];
                pixels[to] = Scale(inks[from], black);
                pixels[to + 1] = Scale(inks[from + 1], black);
                pixels[to + 2] = Scale(inks[from + 2], black);
            }

            return warning;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inks);
        }

        static byte Scale(int ink, int black)
        {
            int product = ink * black + 128;
            return (byte)((product + (product >> 8)) >> 8);
        }
    }

    /// <returns>A warning about an image that is read; null if there is none.</returns>
    private static string? Decompress(nint handle, ReadOnlySpan<byte> file, DecodeLimits limits, Span<byte> pixels,
        int width, int height, int format)
    {
        string? warning = TryDecompress(handle, file, pixels, width, height, format);
        if (warning is null)
            return null;
        JpegStructure structure = JpegStructure.Read(file, limits);
        if (structure.Warning(tolerated: 0) is { } known)
        {
            if (!structure.IsArithmetic || known != structure.Oddity)
                return known;
            // What is odd about the header hides what else the decoder finds.
            warning = TryDecompressPlain(handle, file, structure, pixels, width, height, format);
            if (warning is null)
                return known;
        }

        if (warning.Contains("extraneous bytes", StringComparison.Ordinal))
            return DecoderWarning.DamagedData;
        throw Damaged(warning);
    }

    /// <summary>Decodes without what is odd about the header.</summary>
    private static string? TryDecompressPlain(nint handle, ReadOnlySpan<byte> file, JpegStructure structure,
        Span<byte> pixels, int width, int height, int format)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(PlainJpeg.MaxLength(file));
        try
        {
            int length = PlainJpeg.Write(file, structure, plain);
            return TryDecompress(handle, plain.AsSpan(0, length), pixels, width, height, format);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <returns>The first warning, or null.</returns>
    private static unsafe string? TryDecompress(nint handle, ReadOnlySpan<byte> file, Span<byte> pixels, int width,
        int height, int format)
    {
        int pitch = width * (format == TurboJpeg.FormatCmyk ? 4 : 3);
        fixed (byte* jpeg = file, output = pixels)
        {
            if (TurboJpeg.tjDecompress2(handle, jpeg, new CULong((uint)file.Length), output, width, pitch, height,
                format, TurboJpeg.FlagLimitScans) == 0)
            {
                return null;
            }

            string message = TurboJpeg.Message(handle);
            return TurboJpeg.tjGetErrorCode(handle) == TurboJpeg.ErrorWarning ? message : throw Damaged(message);
        }
    }

    private static ImageFormatException Damaged(string message) => new($"damaged JPEG: {WithoutFunction(message)}");

    /// <summary>
    /// Removes the function's name from a message such as "tjDecompress2(): Premature end of JPEG file".
    /// </summary>
    private static string WithoutFunction(string message)
    {
        int name = message.IndexOf("(): ", StringComparison.Ordinal);
        return name < 0 ? message : message[(name + 4)..];
    }
}
