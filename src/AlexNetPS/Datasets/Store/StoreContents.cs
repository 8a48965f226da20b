using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Groups;
using AlexNetPS.Datasets.Scores;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Datasets.Store;

/// <summary>Labels, splits and statistics of prepared images, and the files of a store that contain them.</summary>
internal sealed class StoreContents
{
    private readonly List<(SourceFile File, StoredImage Image, FileResult Result)> _images = [];
    private readonly List<SkippedEntry> _skipped = [];
    private readonly List<WarnedEntry> _warned = [];
    private readonly List<string> _classes;
    private readonly EditedSplits _edited;
    private readonly IReadOnlyList<SplitName>? _drawn;
    private readonly StoreManifest? _rewritten;
    private readonly DatasetSource _source;
    private readonly FolderListing _listing;
    private readonly ImportOptions _options;
    private readonly IReadOnlyDictionary<string, string> _archives;
    private readonly IReadOnlyList<FileResult> _results;

    /// <exception cref="DatasetException">Fewer than two classes can be read.</exception>
    public StoreContents(DatasetSource source, FolderListing listing, IReadOnlyList<FileResult> results,
        ImportOptions options, IReadOnlyDictionary<string, string> archives, IReadOnlyList<StoreEdit> edits,
        CancellationToken cancellation, StoreManifest? rewritten = null)
    {
        _rewritten = rewritten;
        _source = source;
        _listing = listing;
        _options = options;
        _archives = archives;
        _results = results;
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Image is { } image)
                _images.Add((listing.Files[i], image, results[i]));
            if (results[i].Warning is { } warning)
                _warned.Add(new WarnedEntry(listing.Files[i].RelativePath, warning));
            if (results[i].Image is null)
            {
                _skipped.Add(new SkippedEntry(listing.Files[i].RelativePath, results[i].Reason!, results[i].Length,
                    results[i].Modified, results[i].Hash.IsKnown ? results[i].Hash.ToString() : null));
            }
        }

        if (_images.Count == 0)
        {
            throw new DatasetException(_skipped.Count == 0
                ? $"'{source.Path}' has class folders but no files in them."
                : $"None of the {FolderReader.Count(_skipped.Count, "file")} of '{source.Path}' could be read as an "
                    + $"image; the first is '{_skipped[0].Path}': {_skipped[0].Reason}.");
        }

        if (_images.DistinctBy(p => p.Image.Channels).Count() > 1)
            throw new DatasetException($"'{source.Path}' mixes gray and color images in IDX files.");
        if (rewritten is null && options.GroupNearDuplicates)
            JoinNearDuplicates(cancellation);
        SourceFile[] files = [.. _images.Select(p => p.File)];
        _classes = ClassList.Of(source.Path, listing, files);
        SplitName[] splits = ClassList.DrawSplits(files, options);
        _edited = EditedSplits.Of(edits, [.. files.Select(file => (file.RelativePath, file.ClassName))], splits,
            [.. _images.Select(p => p.Result.Hash)]);
        _drawn = rewritten is null ? ClassList.DrawnSplits(files, options) : rewritten.DrawnSplits;
        if (rewritten is null)
            GroupReport.Add(listing.Warnings, files, splits, options);
    }

    private void JoinNearDuplicates(CancellationToken cancellation)
    {
        SourceFile[] files = StoredGroups.Join([.. _images.Select(p => p.File)],
            [.. _images.Select(p => p.Result.Look!.Value)], [.. _images.Select(p => p.Result.Hash)], cancellation);
        for (int i = 0; i < files.Length; i++)
            _images[i] = _images[i] with { File = files[i] };
    }

    /// <summary>Writes everything but raw pixels; the manifest last, because it makes the store complete.</summary>
    /// <param name="paths">The folder.</param>
    /// <param name="choice">The format.</param>
    /// <param name="kept">Reads images that are in neither the pixels nor the loose images of the folder.</param>
    /// <param name="pixelsId">Id of pixels that were appended to; null for new ones.</param>
    /// <param name="progress">Reported about four times a second.</param>
    /// <param name="cancellation">Stops the packing of shards.</param>
    public void Write(StorePaths paths, StoreChoice choice, StoredBytes kept, Guid? pixelsId,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<SplitName?> splits = _edited.Splits;
        int count = _images.Count, channels = _images[0].Image.Channels;
        Dictionary<string, int> labels = _classes.Select((name, label) => (name, label))
            .ToDictionary(c => c.name, c => c.label, StringComparer.Ordinal);
        long[] offsets = new long[count], moments = new long[count * ChannelMoments.Count];
        int[] shapes = new int[count * 3];
        long[] labelArray = new long[count];
        ContentHash[] hashes = new ContentHash[count];
        uint[] checksums = new uint[count];
        float[] scores = new float[count * ImageScores.Count];
        Array.Fill(scores, float.NaN);
        ChannelMoments total = default;
        for (int i = 0; i < count; i++)
        {
            (SourceFile file, StoredImage image, FileResult result) = _images[i];
            (hashes[i], checksums[i]) = (result.Hash, result.Checksum);
            result.Scores?.CopyTo(scores.AsSpan(i * ImageScores.Count));
            offsets[i] = image.Offset;
            (shapes[3 * i], shapes[3 * i + 1], shapes[3 * i + 2]) = (image.Height, image.Width, image.Channels);
            labelArray[i] = labels[file.ClassName];
            result.Moments.CopyTo(moments.AsSpan(i * ChannelMoments.Count));
            if (splits[i] == SplitName.Train)
                total += result.Moments;
        }

        IReadOnlyList<string> shards = [];
        long[] places = offsets;
        IReadOnlyList<string>? shardChecksums = null;
        if (choice.Format == StoreFormat.Shards)
        {
            using var packing = new ShardPacking(paths, kept, _options, progress, cancellation);
            places = packing.Run([.. _images.Select(p => p.Image)], labelArray, splits);
            FileReplacement.Write(paths.Members, file => NpyFile.Write<long>(file, "<i8", places, count, 3));
            shards = packing.Names;
            shardChecksums = packing.Checksums;
        }
        else
        {
            FileReplacement.Write(paths.Offsets, file => NpyFile.Write<long>(file, "<i8", offsets, count));
        }

        FileReplacement.Write(paths.Shapes, file => NpyFile.Write<int>(file, "<i4", shapes, count, 3));
        FileReplacement.Write(paths.Labels, file => NpyFile.Write<long>(file, "<i8", labelArray, count));
        FileReplacement.Write(paths.Moments,
            file => NpyFile.Write<long>(file, "<i8", moments, count, ChannelMoments.Count));
        FileReplacement.Write(paths.Hashes,
            file => NpyFile.Write<ContentHash>(file, "|u1", hashes, count, ContentHash.Length));
        FileReplacement.Write(paths.Checksums, file => NpyFile.Write<uint>(file, "<u4", checksums, count));
        FileReplacement.Write(paths.Scores,
            file => NpyFile.Write<float>(file, "<f4", scores, count, ImageScores.Count));
        FileReplacement.WriteText(paths.Index, file => StoreIndex.Write(file, _images.Select((p, i) => new IndexRow(
            p.File.RelativePath, (int)labelArray[i], p.File.ClassName, splits[i], p.Image.SourceWidth,
            p.Image.SourceHeight, p.File.Length, p.File.Modified)
        {
            Group = p.File.Group,
            Properties = p.File.Properties,
        }), _options.Grouping is not null, _listing.PropertyNames));
        WriteLooks(paths);
        var manifest = new StoreManifest()
        {
            Name = _rewritten?.Name ?? _source.Name,
            Source = _source.Root,
            Layout = _listing.Layout,
            StoreFormat = choice.Format,
            StoreFormatReason = choice.Reason,
            PixelsId = pixelsId ?? IdOf(places, checksums),
            Crop = _options.Crop,
            Shards = shards,
            ShardChecksums = shardChecksums,
            ScoresChecksum = ShardFiles.Checksum(paths.Scores),
            Sha256 = DatasetHash.Of(_images.Index().Where(p => splits[p.Index] is not null).Select(p => (
                splits[p.Index]!.Value, (int)labelArray[p.Index], p.Item.File.ClassName, p.Item.File.RelativePath,
                hashes[p.Index]))),
            SourceFile = _source.IsFile ? Path.GetFileName(_source.Path) : null,
            Limits = _options.Limits,
            ImageSize = _options.ImageSize,
            MaximumSide = _options.LongestSide,
            Channels = channels,
            ShardSize = choice.Format == StoreFormat.Shards ? _options.ShardSize : null,
            ShardImages = choice.Format == StoreFormat.Shards ? _options.ShardImages : null,
            ValidationFraction = _options.ValidationFraction,
            TestFraction = _options.TestFraction,
            Seed = _options.Seed,
            Images = count,
            Train = splits.Count(split => split == SplitName.Train),
            Validation = splits.Count(split => split == SplitName.Validation),
            Test = splits.Count(split => split == SplitName.Test),
            Dropped = splits.Count(split => split is null),
            Edits = _edited.Edits.Count == 0 ? null : _edited.Edits,
            Grouping = _options.Grouping,
            DrawnSplits = _drawn,
            Properties = _listing.PropertyNames.Count == 0 ? null : _listing.PropertyNames,
            Classes = _classes,
            ClassMap = _listing.ClassMap,
            Corrections = _listing.Corrections,
            Selection = _options.Selection.IsAll ? null : _options.Selection,
            CacheKey = _rewritten is null
                ? CacheKey.Of(_listing, _options, file => _results[file].Hash)
                : _rewritten.CacheKey,
            Descriptions = StoreManifest.DescriptionsOf(_classes, _listing.Descriptions),
            Statistics = DatasetStatistics.From(total, channels) with
            {
                Sizes = SizeHistogram.Of(_images.Where((_, i) => splits[i] is not null)
                    .Select(p => (p.Image.SourceWidth, p.Image.SourceHeight))),
            },
            Archives = _archives.Count == 0 ? null : _archives,
            Skipped = _skipped,
            FileWarnings = _warned,
            Warnings = [.. _listing.Warnings, .. _edited.Warnings],
        };
        FileReplacement.Write(paths.Manifest, manifest.Write);
    }

    // The same for the same pixels, so that two imports of a source are equal in all bytes.
    private static Guid IdOf(long[] places, uint[] checksums)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<long>(places));
        hash.AppendData(MemoryMarshal.AsBytes<uint>(checksums));
        return new Guid(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private void WriteLooks(StorePaths paths)
    {
        File.Delete(paths.Looks);
        if (!_options.GroupNearDuplicates || _images.Exists(p => p.Result.Look is null))
            return;
        PerceptualHash[] looks = [.. _images.Select(p => p.Result.Look!.Value)];
        FileReplacement.Write(paths.Looks, file => NpyFile.Write<PerceptualHash>(file, "|u1", looks, looks.Length,
            Unsafe.SizeOf<PerceptualHash>()));
    }
}
