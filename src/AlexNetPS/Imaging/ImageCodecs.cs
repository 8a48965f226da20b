using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.Imaging.Png;
using AlexNetPS.Plugins;

namespace AlexNetPS.Imaging;

/// <summary>The decoders at hand. A file's first bytes choose, never its name.</summary>
public static class ImageCodecs
{
    private const string PluginName = "AlexNetPS.ImageSharp";

    private static readonly Lazy<IImageCodec?> s_plugin = new(() => Plugin.Exists(PluginName) ? Plugin.Create<IImageCodec>(PluginName) : null);
    private static volatile IImageCodec[] s_codecs = [new JpegCodec(), new PngCodec()];

    /// <summary>In the order they are asked; the plug-in AlexNetPS.ImageSharp last, where it is there.</summary>
    /// <exception cref="PluginException">It is there and cannot be loaded.</exception>
    public static IReadOnlyList<IImageCodec> All => s_plugin.Value is { } plugin ? [.. s_codecs, plugin] : s_codecs;

    /// <summary>Adds a decoder, asked after those already there: it adds formats, and stands in where a native library is missing.</summary>
    public static void Add(IImageCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        lock (typeof(ImageCodecs))
        {
            if (!s_codecs.Any(known => known.Name == codec.Name))
                s_codecs = [.. s_codecs, codec];
        }
    }

    /// <summary>Decodes a file's bytes, upright, RGB.</summary>
    /// <exception cref="ImageFormatException">Not a picture, damaged, or over the limits.</exception>
    /// <exception cref="MissingLibraryException">The format's native decoder is not installed.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> file, DecodeLimits? limits = null)
    {
        PixelBuffer buffer = new();
        Decode(file, limits ?? DecodeLimits.Default, 0, buffer);
        return buffer.ToImage();
    }

    /// <summary>Reads a picture file, upright, RGB.</summary>
    /// <exception cref="ImageFormatException">Not a picture, damaged, or over the limits.</exception>
    /// <exception cref="MissingLibraryException">The format's native decoder is not installed.</exception>
    public static RgbImage Read(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        using FileReader reader = new();
        return Decode(reader.Read(path, limits), limits);
    }

    internal static void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        limits.CheckFile(file.Length);
        MissingLibraryException? missing = null;
        foreach (IImageCodec codec in s_codecs)
        {
            if (!codec.Recognizes(file))
                continue;
            try
            {
                codec.Decode(file, limits, leastSide, target);
                return;
            }
            catch (MissingLibraryException exception)
            {
                missing ??= exception;
                if (s_plugin.Value is not null)
                    Drop(codec);
            }
        }

        // Loaded only when a file needs it: most programs never do.
        if (s_plugin.Value is { } plugin && plugin.Recognizes(file))
            plugin.Decode(file, limits, leastSide, target);
        else
            throw missing as Exception ?? new ImageFormatException(ForeignFormat.Describe(file));
    }

    /// <summary>Decodes with these, and the plug-in for what they do not take, until disposed.</summary>
    internal static IDisposable Only(params IImageCodec[] codecs)
    {
        var former = new FormerCodecs(s_codecs);
        s_codecs = codecs;
        return former;
    }

    /// <summary>A codec whose library is missing is not asked again: an exception costs more than a small picture.</summary>
    private static void Drop(IImageCodec codec)
    {
        lock (typeof(ImageCodecs))
            s_codecs = [.. s_codecs.Where(other => other != codec)];
    }

    private sealed class FormerCodecs(IImageCodec[] codecs) : IDisposable
    {
        public void Dispose() => s_codecs = codecs;
    }
}
