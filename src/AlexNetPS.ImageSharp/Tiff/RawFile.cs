using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp.Tiff;

/// <summary>
/// Recognizes raw files of cameras that are TIFF files: what is readable in them is a preview, often of 160 pixels.
/// </summary>
internal static class RawFile
{
    private const uint ReducedImage = 1, OldReducedImage = 2, ColorFilters = 32803, LinearRaw = 34892;
    private const int MostSubdirectories = 16;

    private static readonly (string Make, string Name)[] _makes =
    [
        ("NIKON", "Nikon NEF"), ("Canon", "Canon CR2"), ("SONY", "Sony ARW"), ("PENTAX", "Pentax PEF"),
        ("SAMSUNG", "Samsung SRW"), ("Hasselblad", "Hasselblad 3FR"), ("EASTMAN KODAK", "Kodak DCR"),
        ("Phase One", "Phase One IIQ"), ("Leaf", "Leaf MOS"), ("EPSON", "Epson ERF"), ("OLYMPUS", "Olympus ORF"),
        ("Panasonic", "Panasonic RAW"),
    ];

    /// <exception cref="ImageFormatException">It is a raw file, or its first image is a preview.</exception>
    public static void Reject(ReadOnlySpan<byte> file, TiffDirectory image)
    {
        string? name = image.Has(TiffTag.DngVersion) ? "Adobe DNG"
            : file.Length > 10 && file[8..].StartsWith("CR"u8) ? "Canon CR2"
            : HasSensorData(image) ? Maker(image) ?? "camera raw"
            : null;
        bool isPreview = (image.Number(TiffTag.NewSubfileType, 0) & ReducedImage) != 0
            || image.Number(TiffTag.SubfileType, 0) == OldReducedImage;
        if (name is null && isPreview)
        {
            name = Maker(image) ?? throw new ImageFormatException("a TIFF file whose first image is a small preview of "
                + "another one; save the full image as TIFF, PNG or JPEG");
        }

        if (name is not null)
        {
            throw new ImageFormatException($"a raw file of a camera ({name}), of which only a preview could be read; "
                + "develop it with a raw converter and save it as JPEG, PNG or TIFF");
        }
    }

    private static bool HasSensorData(TiffDirectory image)
    {
        if (IsSensor(image))
            return true;
        foreach (uint offset in image.Numbers(TiffTag.SubDirectories).Take(MostSubdirectories))
        {
            if (IsSensor(image.At(offset)))
                return true;
        }

        return false;
    }

    private static bool IsSensor(TiffDirectory image) =>
        image.Number(TiffTag.Photometric, 0) is ColorFilters or LinearRaw;

    private static string? Maker(TiffDirectory image)
    {
        string make = image.Text(TiffTag.Make);
        return make.Length == 0 ? null
            : Array.Find(_makes, known => make.StartsWith(known.Make, StringComparison.OrdinalIgnoreCase)).Name ?? make;
    }
}
