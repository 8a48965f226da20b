using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>Reads the images of all parts and compares them with their checksums.</summary>
internal sealed class PartImages : IDisposable
{
    private readonly IReadOnlyList<ImageNetStorePart> _parts;
    private readonly Dictionary<(int Part, long Offset), uint> _checksums = [];
    private readonly ShardFiles _files;

    /// <param name="parts">The parts.</param>
    /// <param name="access">In which order the images of a part will be read.</param>
    public PartImages(IReadOnlyList<ImageNetStorePart> parts, FileOptions access)
    {
        _parts = parts;
        _files = new ShardFiles([.. parts.Select(part => part.ImagesFile)], access);
    }

    /// <summary>Returns a result whose image is that of a part.</summary>
    public FileResult Place(FileResult result, int part)
    {
        if (result.Image is not { } image)
            return result;
        StoredImage placed = image with { Shard = part, Offset = NpyFile.HeaderLength + image.Offset };
        _checksums[(part, placed.Offset)] = result.Checksum;
        return result with { Image = placed };
    }

    /// <summary>Returns the bytes of an image.</summary>
    /// <exception cref="DatasetException">The file is damaged.</exception>
    public ReadOnlySpan<byte> Bytes(scoped in StoredImage image, ref byte[] buffer)
    {
        ReadOnlySpan<byte> bytes = Read(image, ref buffer);
        if (Crc32C.Of(bytes) == _checksums[(image.Shard, image.Offset)])
            return bytes;
        ImageNetStorePart part = _parts[image.Shard];
        throw part.Damage($"'{part.ImagesFile}' is damaged at byte {image.Offset}");
    }

    public void Dispose() => _files.Dispose();

    private ReadOnlySpan<byte> Read(scoped in StoredImage image, ref byte[] buffer)
    {
        try
        {
            return _files.Read(image, ref buffer);
        }
        catch (Exception e) when (StoreReading.IsDamage(e))
        {
            ImageNetStorePart part = _parts[image.Shard];
            throw part.Damage($"'{part.ImagesFile}' is missing or cut off");
        }
    }
}
