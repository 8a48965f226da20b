using AlexNetPS.Formats.Plugins;
using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.Imaging.Png;

namespace AlexNetPS.Imaging;

/// <summary>
/// Available decoders: libjpeg-turbo and libpng if the system has them, then the plug-ins, which need no system
/// library. Selected by the file's first bytes, never by its name.
/// </summary>
public static class ImageCodecs
{
    private const string SkiaSharp = "AlexNetPS.SkiaSharp", ImageSharp = "AlexNetPS.ImageSharp";

    private static readonly string _fasterJpeg =
        "libjpeg-turbo reads JPEG twice as fast. " + NativeLibraries.Advice(NativeLibraries.TurboJpeg);

    private static readonly Lazy<IImageCodec?> _skiaSharp = new(() => Open(SkiaSharp));
    private static readonly Lazy<IImageCodec?> _imageSharp = new(() => Open(ImageSharp));
    private static volatile IImageCodec[] _codecs = [new JpegCodec(), new PngCodec()];

    /// <summary>
    /// Codecs in the order in which they are tried; the plug-ins AlexNetPS.SkiaSharp and AlexNetPS.ImageSharp last.
    /// </summary>
    /// <exception cref="PluginException">A plug-in is installed but cannot be loaded.</exception>
    public static IReadOnlyList<IImageCodec> All => [.. _codecs, .. Plugins];

    /// <summary>The codec of each format, as far as known without loading a plug-in.</summary>
    public static IReadOnlyList<ImageDecoder> Decoders
    {
        get
        {
            List<ImageDecoder> decoders = [];
            if (NativeLibraries.IsFound(NativeLibraries.TurboJpeg))
                decoders.Add(new ImageDecoder("JPEG", "libjpeg-turbo", null));
            else if (Plugin.Exists(SkiaSharp))
                decoders.Add(new ImageDecoder("JPEG", "SkiaSharp", _fasterJpeg));
            // libpng and ImageSharp are equally fast.
            if (NativeLibraries.IsFound(NativeLibraries.Png))
                decoders.Add(new ImageDecoder("PNG", "libpng", null));
            else if (Plugin.Exists(ImageSharp))
                decoders.Add(new ImageDecoder("PNG", "ImageSharp", null));
            if (Plugin.Exists(ImageSharp))
            {
                foreach (string format in (string[])["WebP", "GIF", "BMP", "TIFF"])
                    decoders.Add(new ImageDecoder(format, "ImageSharp", null));
            }

            return decoders;
        }
    }

    /// <summary>The image encoder.</summary>
    /// <exception cref="PluginException">The plug-in AlexNetPS.ImageSharp is missing or cannot be loaded.</exception>
    internal static IImageEncoder Encoder =>
        (IImageEncoder)(_imageSharp.Value ?? Plugin.Create<IImageCodec>(ImageSharp));

    private static IEnumerable<IImageCodec> Plugins
    {
        get
        {
            if (_skiaSharp.Value is { } jpeg)
                yield return jpeg;
            if (_imageSharp.Value is { } others)
                yield return others;
        }
    }

    /// <summary>Adds a decoder, tried after the existing ones and before the plug-ins.</summary>
    public static void Add(IImageCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        lock (typeof(ImageCodecs))
        {
            if (!_codecs.Any(known => known.Name == codec.Name))
                _codecs = [.. _codecs, codec];
        }
    }

    /// <summary>Decodes a file's bytes to an upright RGB image.</summary>
    /// <exception cref="ImageFormatException">Not an image, damaged, or over the limits.</exception>
    /// <exception cref="MissingLibraryException">No decoder for the format is available.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> file, DecodeLimits? limits = null)
    {
        var buffer = new PixelBuffer();
        Decode(file, limits ?? DecodeLimits.Default, 0, buffer);
        return buffer.ToImage();
    }

    /// <summary>Reads an image file as an upright RGB image.</summary>
    /// <exception cref="ImageFormatException">Not an image, damaged, or over the limits.</exception>
    /// <exception cref="MissingLibraryException">No decoder for the format is available.</exception>
    public static RgbImage Read(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        using var reader = new FileReader();
        return Decode(reader.Read(path, limits), limits);
    }

    internal static void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        limits.CheckFile(file.Length);
        MissingLibraryException? missing = null;
        foreach (IImageCodec codec in _codecs)
        {
            if (TryDecode(codec, file, limits, leastSide, target, ref missing))
                return;
        }

        // Loaded only when needed: most programs never do.
        foreach (IImageCodec plugin in Plugins)
        {
            if (TryDecode(plugin, file, limits, leastSide, target, ref missing))
                return;
        }

        throw missing as Exception ?? new ImageFormatException(UnsupportedFormat.Describe(file));
    }

    /// <summary>Uses only these codecs, and the plug-ins for other formats, until disposed.</summary>
    internal static IDisposable Only(params IImageCodec[] codecs)
    {
        var previous = new PreviousCodecs(_codecs);
        _codecs = codecs;
        return previous;
    }

    /// <returns>False if the codec does not read the format, or its library is missing.</returns>
    private static bool TryDecode(
        IImageCodec codec, ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target,
        ref MissingLibraryException? missing)
    {
        if (!codec.Recognizes(file))
            return false;
        try
        {
            codec.Decode(file, limits, leastSide, target);
        }
        catch (MissingLibraryException e)
        {
            missing ??= e;
            Drop(codec);
            return false;
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{e.Message} ({codec.Name})", e.InnerException);
        }

        if (target.Warning is { } warning)
            target.Warning = $"{warning} ({codec.Name})";
        return true;
    }

    private static IImageCodec? Open(string plugin) =>
        Plugin.Exists(plugin) ? Plugin.Create<IImageCodec>(plugin) : null;

    /// <summary>
    /// Stops trying a codec whose library is missing while plug-ins read its format: an exception costs more than
    /// decoding a small image.
    /// </summary>
    private static void Drop(IImageCodec codec)
    {
        if (!Plugin.Exists(SkiaSharp) || !Plugin.Exists(ImageSharp))
            return;
        lock (typeof(ImageCodecs))
            _codecs = [.. _codecs.Where(other => other != codec)];
    }

    private sealed class PreviousCodecs(IImageCodec[] codecs) : IDisposable
    {
        public void Dispose() => _codecs = codecs;
    }
}
