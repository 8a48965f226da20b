using System.Collections.Concurrent;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Decodes images from shards in any order. Deterministic.</summary>
internal sealed class ShardPixelSource(ShardFiles files, StoredImage[] images) : IPixelSource
{
    private readonly ConcurrentBag<Buffers> _buffers = [];

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        StoredImage image = images[sample.Index];
        if (!_buffers.TryTake(out Buffers? buffers))
            buffers = new Buffers();
        try
        {
            return buffers.Decoder.Decode(files.Read(image, ref buffers.File), image.Width, image.Height,
                image.Channels, ref buffer);
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

    private sealed class Buffers
    {
        public byte[] File = [];

        public ShardDecoder Decoder { get; } = new();
    }
}
