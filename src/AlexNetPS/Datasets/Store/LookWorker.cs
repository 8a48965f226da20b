using System.Runtime.CompilerServices;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Computes perceptual hashes of images as they are stored, on one thread; those of shards are of their JPEG, so that
/// they do not depend on which import computes them.
/// </summary>
internal sealed class LookWorker(ImportOptions options)
{
    private readonly ShardDecoder _decoder = new();
    private byte[] _stored = [], _decoded = [];

    /// <summary>Returns the hash of a new image; null if it is not wanted.</summary>
    /// <param name="image">The prepared image.</param>
    /// <param name="bytes">Its stored bytes.</param>
    public StrongBox<PerceptualHash>? Of(PixelView image, ReadOnlySpan<byte> bytes) => options.GroupNearDuplicates
        ? new(Hash(bytes, image.Width, image.Height, image.Channels))
        : null;

    /// <summary>Returns a previous result with its hash, if it is wanted.</summary>
    public FileResult Of(FileResult known, PreviousImages previous)
    {
        if (!options.GroupNearDuplicates || known.Look is not null || known.Image is not { } image)
            return known;
        ReadOnlySpan<byte> bytes = previous.Bytes(image, ref _stored);
        return known with { Look = new(Hash(bytes, image.Width, image.Height, image.Channels)) };
    }

    private PerceptualHash Hash(ReadOnlySpan<byte> bytes, int width, int height, int channels) =>
        PerceptualHash.Of(options.StoreFormat == StoreFormat.Shards
            ? _decoder.Decode(bytes, width, height, channels, ref _decoded)
            : new PixelView(bytes, width, height, channels));
}
