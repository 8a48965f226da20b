using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.ImageSharp.Tiff;

/// <summary>
/// Rejects TIFF files that ImageSharp would read as something else: files that end before the image does, whose missing
/// rows it makes up, raw files of cameras, of which it reads a preview, and kinds that it decodes with other colors.
/// </summary>
internal static class TiffCheck
{
    private const uint Uncompressed = 1, CcittRuns = 2, Fax3 = 3, Fax4 = 4, Lzw = 5, OldJpeg = 6, Jpeg = 7, Deflate = 8,
        PackBits = 32773, OldDeflate = 32946;

    private const uint BlackIsZero = 1, Cmyk = 5, YCbCr = 6, Lab = 8;

    private const string Truncated = "damaged TIFF: the file ends before the image does";

    private static readonly ushort[] _needed =
    [
        TiffTag.Width, TiffTag.Height, TiffTag.BitsPerSample, TiffTag.Compression, TiffTag.Photometric,
        TiffTag.StripOffsets, TiffTag.SamplesPerPixel, TiffTag.RowsPerStrip, TiffTag.StripByteCounts,
        TiffTag.PlanarConfiguration, TiffTag.Predictor, TiffTag.ColorMap, TiffTag.SampleFormat, TiffTag.JpegTables,
    ];

    /// <summary>Checks the first image of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="limits">Limit of the size that the directory states.</param>
    /// <returns>Whether the decoder exchanges black and white: it takes a run that fax calls white for white, where
    /// the file may say otherwise.</returns>
    /// <exception cref="ImageFormatException">Truncated, a raw file, too large, or not supported.</exception>
    public static bool Check(ReadOnlySpan<byte> file, DecodeLimits limits)
    {
        TiffDirectory image = TiffDirectory.First(file);
        if (!image.IsComplete)
            throw new ImageFormatException(Truncated);
        RawFile.Reject(file, image);
        limits.CheckPixels((int)Math.Min(image.Number(TiffTag.Width, 0), int.MaxValue),
            (int)Math.Min(image.Number(TiffTag.Height, 0), int.MaxValue));
        if (Unsupported(file, image) is string kind)
            throw new ImageFormatException($"a TIFF image {kind}, which is not supported; save it as PNG or JPEG");
        if (!IsComplete(file, image))
            throw new ImageFormatException(Truncated);
        return image.Number(TiffTag.Compression, Uncompressed) is CcittRuns or Fax3 or Fax4
            && image.Number(TiffTag.Photometric, 0) == BlackIsZero;
    }

    private static string? Unsupported(ReadOnlySpan<byte> file, TiffDirectory image)
    {
        uint compression = image.Number(TiffTag.Compression, Uncompressed);
        if (image.Has(TiffTag.TileWidth) || image.Has(TiffTag.TileOffsets))
            return "in tiles";
        if (image.Numbers(TiffTag.SampleFormat).Any(format => format != 1))
            return "of signed or floating-point numbers";
        if (!image.Has(TiffTag.BitsPerSample) && !image.IsCut(TiffTag.BitsPerSample))
            return "that does not state its bits per sample";
        return image.Number(TiffTag.Photometric, 0) switch
        {
            Cmyk => "in CMYK",
            Lab => "in L*a*b*",
            _ => compression switch
            {
                Uncompressed or CcittRuns or Fax3 or Fax4 or Lzw or Deflate or PackBits or OldDeflate => null,
                OldJpeg => "with JPEG compression of the old kind",
                Jpeg => JpegKind(file, image),
                _ => $"with compression {compression}",
            },
        };
    }

    // ImageSharp gives such strips wrong colors.
    private static string? JpegKind(ReadOnlySpan<byte> file, TiffDirectory image)
    {
        if (image.Number(TiffTag.SamplesPerPixel, 1) > 3)
            return "with JPEG compression of four channels";
        foreach (uint number in image.Numbers(TiffTag.ColorSubsampling))
        {
            if (number != 1 && image.Number(TiffTag.Photometric, 0) == YCbCr)
                return "with JPEG compression of halved color";
        }

        if (image.Numbers(TiffTag.StripOffsets) is not [uint first, ..] || first >= file.Length)
            return null;
        for (var segments = new JpegSegments(file[(int)first..]); segments.Next();)
        {
            if (!segments.IsFrame)
                continue;
            var frame = new JpegFrame(segments.Marker, segments.Body);
            for (int i = 1; i < frame.Count; i++)
            {
                if (frame.Sampling(i) != frame.Sampling(0))
                    return "with JPEG compression of halved color";
            }

            break;
        }

        return null;
    }

    private static bool IsComplete(ReadOnlySpan<byte> file, TiffDirectory image)
    {
        foreach (ushort tag in _needed)
        {
            if (image.IsCut(tag))
                return false;
        }

        uint[] offsets = image.Numbers(TiffTag.StripOffsets), lengths = image.Numbers(TiffTag.StripByteCounts);
        long width = image.Number(TiffTag.Width, 0), height = image.Number(TiffTag.Height, 0),
            rows = Math.Clamp(image.Number(TiffTag.RowsPerStrip, uint.MaxValue), 1, Math.Max(height, 1)),
            samples = image.Number(TiffTag.SamplesPerPixel, 1);
        bool separate = image.Number(TiffTag.PlanarConfiguration, 1) == 2;
        long strips = (height + rows - 1) / rows * (separate ? samples : 1);
        if (offsets.Length < strips || lengths.Length < strips)
            return false;

        // Rows of halved color are shorter.
        bool plain = image.Number(TiffTag.Compression, Uncompressed) == Uncompressed
            && image.Number(TiffTag.Photometric, 0) != YCbCr;
        long bits = image.Number(TiffTag.BitsPerSample, 1) * width * (separate ? 1 : samples), perImage = strips
            / (separate ? Math.Max(samples, 1) : 1);
        for (int i = 0; i < strips; i++)
        {
            long rowsHere = Math.Min(rows, height - i % perImage * rows);
            if ((long)offsets[i] + lengths[i] > file.Length || (plain && lengths[i] < (bits + 7) / 8 * rowsHere))
                return false;
        }

        return true;
    }
}
