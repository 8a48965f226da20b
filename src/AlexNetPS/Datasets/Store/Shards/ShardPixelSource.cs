using System.Collections.Concurrent;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Decodes pictures out of shards, at any position; the same pixels every time.</summary>
internal sealed class ShardPixelSource(ShardFiles files, StoredPicture[] pictures) : IPixelSource
{
    private static readonly DecodeLimits _limits = DecodeLimits.Default with { MaximumPixels = long.MaxValue };

    private readonly ConcurrentBag<Room> _rooms = [];

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        StoredPicture picture = pictures[sample.Index];
        if (!_rooms.TryTake(out Room? room))
            room = new Room();
        try
        {
            ImageCodecs.Decode(files.Read(picture, ref room.File), _limits, 0, room.Pixels);
            if ((room.Pixels.Width, room.Pixels.Height) != (picture.Width, picture.Height))
            {
                throw new ImageFormatException($"it is {room.Pixels.Width}x{room.Pixels.Height}, not "
                    + $"{picture.Width}x{picture.Height} as the index says");
            }

            int length = picture.Width * picture.Height * picture.Channels;
            if (buffer.Length < length)
                buffer = GC.AllocateUninitializedArray<byte>(length);
            Copy(room.Pixels.View.Pixels, buffer.AsSpan(0, length), picture.Channels);
            return new PixelView(buffer.AsSpan(0, length), picture.Width, picture.Height, picture.Channels);
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

    /// <summary>The decoder gives three equal channels for grey.</summary>
    private static void Copy(ReadOnlySpan<byte> colour, Span<byte> destination, int channels)
    {
        if (channels == 3)
        {
            colour.CopyTo(destination);
            return;
        }

        for (int i = 0; i < destination.Length; i++)
            destination[i] = colour[3 * i];
    }

    private sealed class Room
    {
        public byte[] File = [];

        public PixelBuffer Pixels { get; } = new();
    }
}
