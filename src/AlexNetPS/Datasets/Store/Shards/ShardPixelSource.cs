using System.Collections.Concurrent;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Decodes images from shards in any order. Deterministic.</summary>
internal sealed class ShardPixelSource(ShardFiles files, StoredImage[] images) : IPixelSource
{
    private static readonly DecodeLimits _limits = DecodeLimits.Default with { MaximumPixels = long.MaxValue };

    private readonly ConcurrentBag<Buffers> _buffers = [];

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        StoredImage image = images[sample.Index];
        if (!_buffers.TryTake(out Buffers? buffers))
            buffers = new Buffers();
        try
        {
            ImageCodecs.Decode(files.Read(image, ref buffers.File), _limits, 0, buffers.Pixels);
            if ((buffers.Pixels.Width, buffers.Pixels.Height) != (image.Width, image.Height))
            {
                throw new ImageFormatException($"it is {buffers.Pixels.Width}x{buffers.Pixels.Height}, but the index "
                    + $"states {image.Width}x{image.Height}");
            }

            int length = image.Width * image.Height * image.Channels;
            if (buffer.Length < length)
                buffer = GC.AllocateUninitializedArray<byte>(length);
            Copy(buffers.Pixels.View.Pixels, buffer.AsSpan(0, length), image.Channels);
            return new PixelView(buffer.AsSpan(0, length), image.Width, image.Height, image.Channels);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{sample.Path}' cannot be read from its shard: {e.Message}. Import its folder again with Force.", e);
        }
        finally
        {
            _buffers.Add(buffers);
        }
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

    private sealed class Buffers
    {
        public byte[] File = [];

        public PixelBuffer Pixels { get; } = new();
    }
}
