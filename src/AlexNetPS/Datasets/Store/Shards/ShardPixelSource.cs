using System.Collections.Concurrent;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Decodes images out of shards, at any position; the same pixels every time.</summary>
internal sealed class ShardPixelSource(ShardFiles files, StoredImage[] images) : IPixelSource
{
    private static readonly DecodeLimits _limits = DecodeLimits.Default with { MaximumPixels = long.MaxValue };

    private readonly ConcurrentBag<Room> _rooms = [];

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        StoredImage image = images[sample.Index];
        if (!_rooms.TryTake(out Room? room))
            room = new Room();
        try
        {
            ImageCodecs.Decode(files.Read(image, ref room.File), _limits, 0, room.Pixels);
            if ((room.Pixels.Width, room.Pixels.Height) != (image.Width, image.Height))
            {
                throw new ImageFormatException($"it is {room.Pixels.Width}x{room.Pixels.Height}, not "
                    + $"{image.Width}x{image.Height} as the index says");
            }

            int length = image.Width * image.Height * image.Channels;
            if (buffer.Length < length)
                buffer = GC.AllocateUninitializedArray<byte>(length);
            Copy(room.Pixels.View.Pixels, buffer.AsSpan(0, length), image.Channels);
            return new PixelView(buffer.AsSpan(0, length), image.Width, image.Height, image.Channels);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{sample.Path}' cannot be read from its shard: {e.Message}. Import its folder again with Force.", e);
        }
        finally
        {
            _rooms.Add(room);
        }
    }

    /// <summary>The decoder gives three equal channels for gray.</summary>
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

    private sealed class Room
    {
        public byte[] File = [];

        public PixelBuffer Pixels { get; } = new();
    }
}
