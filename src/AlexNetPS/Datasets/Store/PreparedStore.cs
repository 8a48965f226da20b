using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Scores;
using AlexNetPS.Datasets.Splits;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Datasets.Store;

/// <summary>A complete prepared store on disk.</summary>
internal sealed class PreparedStore : IDisposable
{
    private static readonly Dictionary<string, string?> _none = [];

    private readonly StoredImage[] _images;
    private readonly MappedPixelSource? _mapped;
    private readonly ShardFiles? _shards;

    private PreparedStore(StorePaths paths, StoreManifest manifest, List<IndexRow> rows, StoredImage[] images,
        IPixelSource pixels, ShardFiles? shards)
    {
        Paths = paths;
        Manifest = manifest;
        Rows = rows;
        Pixels = pixels;
        _images = images;
        _mapped = pixels as MappedPixelSource;
        _shards = shards;
    }

    public StorePaths Paths { get; }

    public StoreManifest Manifest { get; }

    public List<IndexRow> Rows { get; }

    public IPixelSource Pixels { get; }

    /// <summary>Number of images that repairs moved to another split or dropped.</summary>
    public int Repairs => Manifest.Edits is not { } edits ? 0
        : Rows.Join(edits.DistinctBy(edit => edit.Path), row => row.Path, edit => edit.Path,
            (row, edit) => row.Split != edit.From).Count(isOther => isOther);

    /// <summary>The image of a row.</summary>
    public StoredImage Image(int row) => _images[row];

    /// <exception cref="InvalidDataException">Files that do not fit together, or of a newer version.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static PreparedStore Open(string folder)
    {
        var paths = new StorePaths(folder);
        StoreManifest manifest = StoreManifest.Read(paths.Manifest);
        List<IndexRow> rows = StoreIndex.Read(paths.Index, manifest.Images, manifest.Classes,
            manifest.Grouping is not null, manifest.Properties ?? []);
        int[] shapes = NpyFile.Read<int>(paths.Shapes, "<i4", out _);
        return manifest.StoreFormat == StoreFormat.Shards
            ? OpenShards(paths, manifest, rows, shapes)
            : OpenPixels(paths, manifest, rows, shapes);
    }

    private static PreparedStore OpenPixels(StorePaths paths, StoreManifest manifest, List<IndexRow> rows, int[] shapes)
    {
        long[] offsets = NpyFile.Read<long>(paths.Offsets, "<i8", out _);
        Check(paths, manifest, rows, offsets.Length, shapes);
        var pixels = new MappedPixelSource(paths.Pixels, offsets, shapes);
        StoredImage[] images = [.. rows.Select((row, i) => Stored(row, shapes, i, StoredImage.Loose, offsets[i],
            shapes[3 * i] * shapes[3 * i + 1] * shapes[3 * i + 2]))];
        return new PreparedStore(paths, manifest, rows, images, pixels, null);
    }

    private static PreparedStore OpenShards(StorePaths paths, StoreManifest manifest, List<IndexRow> rows, int[] shapes)
    {
        long[] members = NpyFile.Read<long>(paths.Members, "<i8", out _);
        Check(paths, manifest, rows, members.Length / 3, shapes);
        string[] shards = [.. manifest.Shards.Select(name => Path.Combine(paths.Store, Path.GetFileName(name)))];
        long[] lengths = [.. shards.Select(path => new FileInfo(path).Length)];
        StoredImage[] images = [.. rows.Select((row, i) => Stored(row, shapes, i, checked((int)members[3 * i]),
            members[3 * i + 1], checked((int)members[3 * i + 2])))];
        if (Array.FindIndex(images,
            p => (uint)p.Shard >= (uint)shards.Length || p.Offset < 0 || p.Length <= 0 || p.End > lengths[p.Shard]
                || p.Width <= 0 || p.Height <= 0) is var damaged and >= 0)
        {
            throw new InvalidDataException(
                $"'{paths.Store}' lacks a shard or a part of one: image {damaged} is not there.");
        }

        var files = new ShardFiles(shards);
        return new PreparedStore(paths, manifest, rows, images, new ShardPixelSource(files, images), files);
    }

    private static void Check(StorePaths paths, StoreManifest manifest, List<IndexRow> rows, int positions,
        int[] shapes)
    {
        if (rows.Count != manifest.Images || positions != rows.Count || shapes.Length != 3 * rows.Count)
        {
            throw new InvalidDataException($"the files of '{paths.Store}' do not belong together: {manifest.Images} "
                + $"images, {rows.Count} rows, {positions} positions");
        }
    }

    private static StoredImage Stored(in IndexRow row, int[] shapes, int i, int shard, long offset, int length) =>
        new(shard, offset, length, shapes[3 * i + 1], shapes[3 * i], shapes[3 * i + 2], row.SourceWidth,
            row.SourceHeight);

    /// <summary>Opens a store; null if there is none, or it is damaged.</summary>
    /// <exception cref="DatasetException">A file of it cannot be read.</exception>
    public static PreparedStore? TryOpen(string folder) =>
        StoreReading.Try(folder, () => File.Exists(new StorePaths(folder).Manifest) ? Open(folder) : null);

    /// <summary>
    /// Closes the files. Only if no dataset was made of the store: nothing may read its images afterwards.
    /// </summary>
    public void Dispose()
    {
        _mapped?.Dispose();
        _shards?.Dispose();
    }

    /// <summary>Result of each file, by relative path.</summary>
    public Dictionary<string, FileResult> Results()
    {
        long[] moments = NpyFile.Read<long>(Paths.Moments, "<i8", out _);
        (ContentHash[]? hashes, uint[]? checksums, PerceptualHash[]? looks) = (ReadHashes(), ReadChecksums(), ReadLooks());
        ImageScores?[] scores = ReadScores();
        Dictionary<string, string> warnings =
            Manifest.FileWarnings.ToDictionary(entry => entry.Path, entry => entry.Warning, StringComparer.Ordinal);
        var results = new Dictionary<string, FileResult>(Rows.Count + Manifest.Skipped.Count, StringComparer.Ordinal);
        for (int i = 0; i < Rows.Count; i++)
        {
            IndexRow row = Rows[i];
            results[row.Path] =
                new FileResult(row.Length, row.Modified, _images[i], null, warnings.GetValueOrDefault(row.Path),
                ChannelMoments.From(moments.AsSpan(i * ChannelMoments.Count, ChannelMoments.Count)))
                {
                    Hash = checksums is null ? default : hashes?[i] ?? default,
                    Checksum = checksums?[i] ?? 0,
                    Look = looks is null ? null : new StrongBox<PerceptualHash>(looks[i]),
                    Scores = scores[i],
                };
        }

        foreach (SkippedEntry skipped in Manifest.Skipped)
        {
            results[skipped.Path] = new FileResult(skipped.Size, skipped.Modified, null, skipped.Reason)
            {
                Hash = skipped.Sha256 is { } hash ? ContentHash.Parse(hash) : default,
            };
        }

        return results;
    }

    /// <summary>SHA-256 of each image's file; null in a store of an earlier version.</summary>
    /// <exception cref="DatasetException">Damaged, or not one for each image.</exception>
    public ContentHash[]? ReadHashes() => ReadEach<byte>(Paths.Hashes, "|u1", ContentHash.Length) is { } bytes
        ? MemoryMarshal.Cast<byte, ContentHash>(bytes.AsSpan()).ToArray()
        : null;

    /// <summary>CRC-32C of each image's stored bytes; null in a store of an earlier version.</summary>
    /// <exception cref="DatasetException">Damaged, or not one for each image.</exception>
    public uint[]? ReadChecksums() => ReadEach<uint>(Paths.Checksums, "<u4", 1);

    /// <summary>Channel sums of each image, <see cref="ChannelMoments.Count"/> values for one.</summary>
    /// <exception cref="DatasetException">The store has changed since it was opened, or cannot be read.</exception>
    public long[] ReadMoments()
    {
        RequireUnchanged();
        return ReadEach<long>(Paths.Moments, "<i8", ChannelMoments.Count) ?? throw new DatasetException(
            $"'{Paths.Moments}' is missing. Import the source of this store again with Force.");
    }

    /// <summary>
    /// Rejects a store that an import has replaced: it keeps the pixels for those who read them, and nothing else.
    /// </summary>
    /// <exception cref="DatasetException">The store has changed since it was opened.</exception>
    public void RequireUnchanged()
    {
        if (!IsCurrent())
        {
            throw new DatasetException($"The store '{Paths.Store}' has changed since this dataset was opened. Import its "
                + "source again, and use the new dataset.");
        }
    }

    /// <summary>Whether the store's folder still has this store.</summary>
    /// <exception cref="DatasetException">Its manifest cannot be read.</exception>
    public bool IsCurrent() => StoreReading.Try(Paths.Manifest, () => StoreManifest.Read(Paths.Manifest)) is { } now
        && now.Images == Manifest.Images && now.Sha256 == Manifest.Sha256
        && (now.Sha256 is not null || now.PixelsId == Manifest.PixelsId);

    /// <summary>
    /// Perceptual hash of each image; null if they are not stored, or in the form of another version.
    /// </summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public PerceptualHash[]? ReadLooks() => StoreReading.Try(Paths.Looks, () =>
    {
        byte[] bytes = NpyFile.Read<byte>(Paths.Looks, "|u1", out long[] shape);
        return shape is [var count, var length] && count == Rows.Count && length == Unsafe.SizeOf<PerceptualHash>()
            ? MemoryMarshal.Cast<byte, PerceptualHash>(bytes.AsSpan()).ToArray()
            : null;
    });

    /// <summary>
    /// Scores of each image; null for one whose scores are not known, as all are in a store of an earlier version, or if
    /// the file does not have its checksum: scores can be computed from the pixels.
    /// </summary>
    public ImageScores?[] ReadScores()
    {
        ImageScores?[] scores = new ImageScores?[Rows.Count];
        if (Manifest.ScoresChecksum is null || !HasIntactScores())
            return scores;
        float[] values = ReadEach<float>(Paths.Scores, "<f4", ImageScores.Count)!;
        for (int i = 0; i < scores.Length; i++)
            scores[i] = ImageScores.From(values.AsSpan(i * ImageScores.Count, ImageScores.Count));
        return scores;
    }

    /// <summary>Whether the file of the scores has its checksum; true in a store without scores.</summary>
    public bool HasIntactScores() => Manifest.ScoresChecksum is not { } checksum
        || File.Exists(Paths.Scores) && ShardFiles.Checksum(Paths.Scores) == checksum;

    private T[]? ReadEach<T>(string path, string type, int length)
        where T : unmanaged
    {
        if (!File.Exists(path))
            return null;
        try
        {
            T[] values = NpyFile.Read<T>(path, type, out _);
            return values.Length == (long)Rows.Count * length
                ? values
                : throw new InvalidDataException($"it has {values.Length} values for {Rows.Count} images.");
        }
        catch (Exception e) when (StoreReading.IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{path}' cannot be read: {e.Message} Import the source of this store again with Force.", e);
        }
    }

    /// <summary>Stored bytes of an image: mapped, or read into a buffer that may grow.</summary>
    public ReadOnlySpan<byte> Bytes(scoped in StoredImage image, ref byte[] buffer) =>
        _mapped is not null ? _mapped.Bytes(image) : _shards!.Read(image, ref buffer);

    /// <summary>Whether the source folder still contains exactly the files that this store was made of.</summary>
    public bool IsOf(IReadOnlyList<SourceFile> files)
    {
        if (files.Count != Rows.Count + Manifest.Skipped.Count)
            return false;
        Dictionary<string, SkippedEntry> skipped =
            Manifest.Skipped.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        int row = 0;
        foreach (SourceFile file in files)
        {
            // Both lists are in ordinal order of their paths.
            if (row < Rows.Count && Rows[row].Path == file.RelativePath)
            {
                if (Rows[row].Length != file.Length || Rows[row].Modified != file.Modified
                    || Rows[row].ClassName != file.ClassName)
                {
                    return false;
                }

                row++;
            }
            else if (!skipped.TryGetValue(file.RelativePath, out SkippedEntry? entry) || entry.Size != file.Length
                || entry.Modified != file.Modified || file.Fault is not null && file.Fault != entry.Reason)
            {
                return false;
            }
        }

        return row == Rows.Count;
    }

    /// <summary>
    /// Whether the store has the splits, class names and warnings that the listing and the options give now for the same
    /// files.
    /// </summary>
    public bool IsLabeledAs(FolderListing listing, ImportOptions options)
    {
        if (!Manifest.HasSplitOf(options) || Manifest.Corrections != listing.Corrections || Manifest.Layout != listing.Layout
            || !(listing.ClassMap ?? _none).SequenceEqual(Manifest.ClassMap ?? _none)
            || listing.Warnings.Exists(warning => !Manifest.Warnings.Contains(warning))
            || !(StoreManifest.DescriptionsOf(Manifest.Classes, listing.Descriptions) ?? []).SequenceEqual(
                Manifest.Descriptions ?? []))
        {
            return false;
        }

        SourceFile[] images = new SourceFile[Rows.Count];
        int row = 0;
        foreach (SourceFile file in listing.Files)
        {
            if (row < images.Length && Rows[row].Path == file.RelativePath)
                images[row++] = file;
        }

        if (options.GroupNearDuplicates)
        {
            if (ReadLooks() is not { } looks)
                return false;
            images = StoredGroups.Join(images, looks, ReadHashes(), CancellationToken.None);
        }

        return HasPropertiesOf(images, listing.PropertyNames)
            && EditedSplits.Of(Manifest.Edits ?? [], [.. images.Select(file => (file.RelativePath, file.ClassName))],
                ClassList.DrawSplits(images, options), null).Splits.SequenceEqual(Rows.Select(known => known.Split));
    }

    private bool HasPropertiesOf(SourceFile[] images, IReadOnlyList<string> names)
    {
        if (!names.SequenceEqual(Manifest.Properties ?? []))
            return false;
        for (int i = 0; i < images.Length; i++)
        {
            if (images[i].Group != Rows[i].Group || !Equals(images[i].Properties, Rows[i].Properties))
                return false;
        }

        return true;
    }

    public ImageNetDataset ToDataset()
    {
        StoreUse.Note(Paths);
        List<ImageSample>[] parts = [[], [], []];
        for (int i = 0; i < Rows.Count; i++)
        {
            IndexRow row = Rows[i];
            if (row.Split is { } split)
            {
                parts[(int)split].Add(new ImageSample(i, Manifest.Source, row.Path, row.Label, row.ClassName, row.Group,
                    row.Properties));
            }
        }

        var info = new DatasetInfo
        {
            Name = Manifest.Name,
            SourcePath = Manifest.Source,
            StorePath = Paths.Store,
            Layout = Manifest.Layout,
            StoreFormat = Manifest.StoreFormat,
            StoreFormatReason = Manifest.StoreFormatReason,
            Preparation = Preparation(),
            Channels = Manifest.Channels,
            Store = this,
            Statistics = Manifest.Statistics with { MeanImage = MeanFile.TryRead(Paths) },
            Skipped = [.. Manifest.Skipped.Select(
                entry => new SkippedFile(FileNames.Join(Manifest.Source, entry.Path), entry.Reason))],
            FileWarnings = [.. Manifest.FileWarnings.Select(
                entry => new FileWarning(FileNames.Join(Manifest.Source, entry.Path), entry.Warning))],
            Warnings = Manifest.Statistics.ConstantChannelWarning is { } constant
                ? [.. Manifest.Warnings, constant]
                : Manifest.Warnings,
            ClassMap = Manifest.ClassMap is { } map ? new ClassMap(map) : null,
            Corrections = Manifest.Corrections ?? 0,
            Repairs = Repairs,
            Descriptions = Manifest.Classes.Zip(Manifest.Descriptions ?? []).Where(pair => pair.Second is not null)
                .ToDictionary(pair => pair.First, pair => pair.Second!, StringComparer.Ordinal),
            FileHashes = _ => ReadHashes(),
            Grouping = Manifest.Grouping,
            Drawn = DrawnSplit.Of(Manifest.DrawnSplits ?? [], Manifest.ValidationFraction, Manifest.TestFraction),
            CacheKey = () => Manifest.CacheKey,
        };
        return new ImageNetDataset(info, Manifest.Classes, parts[0], parts[1], parts[2], Pixels)
        {
            Sha256 = Manifest.Sha256,
        };
    }

    // Images of IDX and CIFAR files keep their size, whatever the options are.
    private ImagePreparation Preparation()
    {
        var asked = new ImagePreparation(Manifest.ImageSize, Manifest.MaximumSide, Manifest.Crop);
        return _images.Length == 0 || asked.Fits(_images[0].Width, _images[0].Height)
            ? asked
            : ImagePreparation.OfSize(_images[0].Width, _images[0].Height);
    }
}
