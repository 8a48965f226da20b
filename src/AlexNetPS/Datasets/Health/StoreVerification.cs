using System.Collections.Concurrent;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>Verifies a store against its checksums, and its source files against their hashes. Thread-safe.</summary>
internal sealed class StoreVerification
{
    private readonly PreparedStore _store;
    private readonly ContentHash[]? _hashes;
    private readonly uint[]? _checksums;
    private readonly Lazy<(Dictionary<string, SourceFile> Members, Func<ImageReader>? NewReader)> _listing;
    private readonly ConcurrentBag<ImageReader> _readers = [];
    private readonly ImportOptions _options;

    public StoreVerification(PreparedStore store, CancellationToken cancellation)
    {
        (_store, _hashes, _checksums) = (store, store.ReadHashes(), store.ReadChecksums());
        _options = new ImportOptions { Limits = store.Manifest.Limits };
        HasSource = Directory.Exists(store.Manifest.Source);
        _listing = new(() => List(cancellation));
    }

    /// <summary>The store.</summary>
    public PreparedStore Store => _store;

    /// <summary>Whether the source folder still exists.</summary>
    public bool HasSource { get; }

    /// <summary>Whether every image has a hash and a checksum.</summary>
    public bool IsComplete => _checksums is not null && _hashes?.All(hash => hash.IsKnown) == true;

    /// <summary>Verifies one image.</summary>
    /// <param name="row">Row in the index.</param>
    /// <param name="buffer">Buffer that may be grown.</param>
    public StoreFault Check(int row, ref byte[] buffer)
    {
        if (_hashes is null || _checksums is null || !_hashes[row].IsKnown)
            return StoreFault.Unverified;
        return (IsDamaged(row, ref buffer) ? StoreFault.Damaged : StoreFault.None) | (HasSource
            ? Compare(row)
            : StoreFault.Unverified);
    }

    /// <summary>Returns the names of damaged files of the store, other than images.</summary>
    /// <param name="damagedRows">
    /// Rows of images known to be damaged: a shard that contains one is not reported again.
    /// </param>
    /// <param name="cancellation">Stops between files.</param>
    public IEnumerable<string> DamagedFiles(IEnumerable<int> damagedRows, CancellationToken cancellation)
    {
        StorePaths paths = _store.Paths;
        if (_store.Manifest.Sha256 is string hash && _hashes is not null
            && DatasetHash.Of(_store.ToDataset(), _hashes) != hash)
        {
            yield return paths.Index;
        }

        if (!_store.HasIntactScores())
            yield return paths.Scores;
        if (_store.Manifest.StoreFormat == StoreFormat.Npy && !HasValidHeader(paths.Pixels))
            yield return paths.Pixels;
        if (_store.Manifest.ShardChecksums is not { } checksums)
            yield break;
        HashSet<int> known = [.. damagedRows.Select(row => _store.Image(row).Shard)];
        for (int i = 0; i < Math.Min(checksums.Count, _store.Manifest.Shards.Count); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            string shard = Path.Combine(paths.Store, Path.GetFileName(_store.Manifest.Shards[i]));
            if (!known.Contains(i) && ShardFiles.Checksum(shard) != checksums[i])
                yield return shard;
        }
    }

    private static bool HasValidHeader(string path)
    {
        using FileStream file = InputFile.Open(path);
        byte[] header = new byte[NpyFile.HeaderLength];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && header.AsSpan().SequenceEqual(NpyFile.Header("|u1", file.Length - NpyFile.HeaderLength));
    }

    private bool IsDamaged(int row, ref byte[] buffer)
    {
        try
        {
            return Crc32C.Of(_store.Bytes(_store.Image(row), ref buffer)) != _checksums![row];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private StoreFault Compare(int row)
    {
        IndexRow known = _store.Rows[row];
        var file = new SourceFile(known.Path, known.ClassName, null, known.Length, known.Modified);
        bool isMember = known.Path.Contains('#', StringComparison.Ordinal)
            && !File.Exists(Path.Combine(_store.Manifest.Source, known.Path));
        if (isMember && !_listing.Value.Members.TryGetValue(known.Path, out file))
            return StoreFault.Unverified;
        if (!_readers.TryTake(out ImageReader? reader))
        {
            reader = (isMember ? _listing.Value.NewReader?.Invoke() : null)
                ?? new FileImageReader(_store.Manifest.Source, _options);
        }

        try
        {
            return ContentHash.Of(reader.ReadFile(file)).Equals(_hashes![row]) ? StoreFault.None : StoreFault.Changed;
        }
        catch (ImageFormatException)
        {
            return StoreFault.Changed;
        }
        catch (Exception e) when (e is DatasetException or IOException or UnauthorizedAccessException)
        {
            return StoreFault.Missing;
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    /// <summary>Lists the members of archives; the store does not record their locations.</summary>
    private (Dictionary<string, SourceFile> Members,
        Func<ImageReader>? NewReader) List(CancellationToken cancellation)
    {
        try
        {
            StoreManifest manifest = _store.Manifest;
            string path = manifest.SourceFile is { } name
                ? Path.Combine(manifest.Source, Path.GetFileName(name))
                : manifest.Source;
            FolderListing listing =
                LayoutCatalog.Read(new LayoutRequest(DatasetSource.At(path), _options, cancellation));
            return (listing.Files.Where(file => file.IsCandidate)
                .ToDictionary(file => file.RelativePath, StringComparer.Ordinal), listing.NewReader);
        }
        catch (Exception e) when (e is DatasetException or IOException or UnauthorizedAccessException)
        {
            return ([], null);
        }
    }
}
