using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>Images of the store to be replaced, and whether their bytes can stay in place.</summary>
internal sealed class PreviousImages
{
    /// <summary>Above this fraction of unused pixels, the others are copied into a new file.</summary>
    private const double LargestDeadShare = 0.25;

    private readonly PreparedStore? _store;
    private readonly DecodeLimits _limits;
    private readonly Dictionary<string, FileResult> _results;
    private readonly HashSet<string> _changedArchives;

    /// <param name="store">The store; null for none.</param>
    /// <param name="listing">The current files.</param>
    /// <param name="limits">Decoding limits of this import.</param>
    /// <param name="changedArchives">Relative paths of archives whose members are read again.</param>
    public PreviousImages(PreparedStore? store, FolderListing listing, DecodeLimits limits,
        HashSet<string> changedArchives)
    {
        (_store, _limits, _results, _changedArchives) = (store, limits, store?.Results() ?? [], changedArchives);
        if (store is null)
            return;
        End = _results.Values.Max(result => result.Image?.End ?? 0);
        // Pixels that this store no longer uses may still be read: a dataset of an earlier store maps the same file.
        if (store.Manifest.StoreFormat == StoreFormat.Npy)
            End = Math.Max(End, Written(store.Paths.Pixels));
        long alive = listing.Files.Sum(file => Find(file)?.Image?.Length ?? 0L);
        IsMostlyAlive = End - alive <= LargestDeadShare * End;
        // Shards are read in place until all of them are rewritten.
        Stay = store.Manifest.StoreFormat == StoreFormat.Shards;
    }

    /// <summary>End of the previous pixels in their file, in bytes.</summary>
    public long End { get; }

    /// <summary>Whether appending to the previous pixels wastes little.</summary>
    public bool IsMostlyAlive { get; }

    /// <summary>Whether images are reused in place; copied otherwise.</summary>
    public bool Stay { get; private set; }

    /// <summary>Id of the pixels that are appended to; null if they are rewritten.</summary>
    public Guid? SharedPixels => Stay && _store?.Manifest.StoreFormat == StoreFormat.Npy
        ? _store.Manifest.PixelsId
        : null;

    /// <summary>Key that must match to resume an interrupted import that appended to these pixels.</summary>
    public string? AppendIdentity => _store?.Manifest is { StoreFormat: StoreFormat.Npy } manifest
        ? FormattableString.Invariant($"|after {End} of {manifest.PixelsId}")
        : null;

    /// <summary>
    /// Lets the partial store append to the previous pixels: both names link to one file until the previous store is
    /// removed.
    /// </summary>
    public bool TryShare(StorePaths partial) =>
        Stay = File.Exists(partial.Pixels) || HardLink.TryCreate(partial.Pixels, _store!.Paths.Pixels);

    /// <summary>Returns the previous result of a file; null if the file has changed.</summary>
    public FileResult? Find(in SourceFile file)
    {
        if (!_results.TryGetValue(file.RelativePath, out FileResult? known) || !known.IsOf(file)
            || file.Member is { } member && _changedArchives.Contains(member.Archive))
        {
            return null;
        }

        return _limits == _store!.Manifest.Limits || known.Image is { } image && IsWithinLimits(file, image)
            ? known
            : null;
    }

    /// <summary>Returns the bytes of an image, in a buffer that may be used and grown, or mapped.</summary>
    public ReadOnlySpan<byte> Bytes(scoped in StoredImage image, ref byte[] buffer) =>
        _store!.Bytes(image, ref buffer);

    private static long Written(string pixels)
    {
        using FileStream file = InputFile.Open(pixels);
        return NpyFile.ReadHeader(file, pixels).Shape[0];
    }

    private bool IsWithinLimits(in SourceFile file, in StoredImage image) =>
        file.Length <= _limits.MaximumFileBytes
            && (long)image.SourceWidth * image.SourceHeight <= _limits.MaximumPixels;
}
