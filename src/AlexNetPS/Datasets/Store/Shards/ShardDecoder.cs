using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Decodes the JPEG of a stored image, on one thread at a time.</summary>
internal sealed class ShardDecoder
{
    private static readonly DecodeLimits _limits = DecodeLimits.Default with { MaximumPixels = long.MaxValue };

    private readonly PixelBuffer _pixels = new();

    /// <summary>Returns the pixels, in a buffer that grows as needed.</summary>
    /// <exception cref="ImageFormatException">Damaged, or not of the stated size.</exception>
    public PixelView Decode(ReadOnlySpan<byte> file, int width, int height, int channels, ref byte[] buffer)
    {
        ImageCodecs.Decode(file, _limits, 0, _pixels);
        if ((_pixels.Width, _pixels.Height) != (width, height))
        {
            throw new ImageFormatException(
                $"it is {_pixels.Width}x{_pixels.Height}, but the index states {width}x{height}");
        }

        int length = width * height * channels;
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length);
        Copy(_pixels.View.Pixels, buffer.AsSpan(0, length), channels);
        return new PixelView(buffer.AsSpan(0, length), width, height, channels);
    }

    /// <summary>The decoder returns three equal channels for gray.</summary>
    private static void Copy(ReadOnlySpan<byte> color, Span<byte> destination, int channels)
    {
        if (channels == 3)
        {
            color.CopyTo(destination);
            return;
        }

        for (int i = 0; i < destination.Length; i++)
            destination[i] = color[3 * i];
    }
}
