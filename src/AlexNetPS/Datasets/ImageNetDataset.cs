using AlexNetPS.Datasets.Folds;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>A labeled set of images in three splits: the output of an import.</summary>
public sealed class ImageNetDataset
{
    private readonly DatasetInfo _info;
    private Lazy<string?> _sha256 = new((string?)null);
    private readonly Lazy<string?> _cacheKey;

    internal ImageNetDataset(DatasetInfo info, IReadOnlyList<string> classNames, IReadOnlyList<ImageSample> train,
        IReadOnlyList<ImageSample> validation, IReadOnlyList<ImageSample> test, IPixelSource pixels)
    {
        _info = info with
        {
            Skipped = info.Skipped.ToReadable(),
            FileWarnings = info.FileWarnings.ToReadable(),
            Warnings = info.Warnings.ToReadable(),
        };
        _cacheKey = new(() => _info.IsSubset ? null : _info.CacheKey());
        Pixels = pixels;
        Train = new(this, SplitName.Train, train);
        Validation = new(this, SplitName.Validation, validation);
        Test = new(this, SplitName.Test, test);
        int[][] counts = [CountLabels(train), CountLabels(validation), CountLabels(test)];
        Classes = classNames.Select((className, index) => new ImageClass(index, className,
            counts[0][index], counts[1][index], counts[2][index], info.Descriptions.GetValueOrDefault(className)))
            .ToReadable();

        int[] CountLabels(IReadOnlyList<ImageSample> samples)
        {
            int[] count = new int[classNames.Count];
            foreach (ImageSample sample in samples)
                count[sample.LabelIndex]++;
            return count;
        }
    }

    /// <summary>Opens a prepared store; its source folder need not exist any more.</summary>
    /// <param name="storePath">A store's folder, or its dataset.json.</param>
    /// <exception cref="DatasetException">No store, or an incomplete one.</exception>
    public static ImageNetDataset Open(string storePath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(storePath);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(storePath));
        if (Path.GetFileName(folder) == StorePaths.ManifestName)
            folder = Path.GetDirectoryName(folder)!;
        try
        {
            return PreparedStore.Open(folder).ToDataset();
        }
        catch (Exception e) when (StoreReading.IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{folder}' cannot be opened as a prepared dataset: {e.Message} Import its folder of images again.",
                e);
        }
    }

    /// <summary>Whether a path is a prepared store: its folder, or its dataset.json.</summary>
    public static bool IsStore(string path) =>
        Path.GetFileName(path) == StorePaths.ManifestName || File.Exists(Path.Combine(path, StorePaths.ManifestName));

    /// <summary>Returns name, images and classes of a prepared store in words, without opening it; null if the path is
    /// none.</summary>
    /// <param name="path">A store's folder, or its dataset.json.</param>
    /// <exception cref="DatasetException">Its dataset.json cannot be read.</exception>
    public static string? Summary(string path)
    {
        if (!IsStore(path))
            return null;
        try
        {
            StoreManifest store = StoreManifest.Read(
                Path.GetFileName(path) == StorePaths.ManifestName ? path : Path.Combine(path, StorePaths.ManifestName));
            return $"{store.Name}: {store.Images - store.Dropped:N0} images, {store.Classes.Count:N0} classes";
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Name of the source folder, list or archive.</summary>
    public string Name => _info.Name;

    /// <summary>Folder the images came from.</summary>
    public string SourcePath => _info.SourcePath;

    /// <summary>
    /// Folder of the prepared store; null for an index-only import, which decodes images as they are needed.
    /// </summary>
    public string? StorePath => _info.StorePath;

    /// <summary>
    /// Classes in ordinal order of their names (in the order of their numbers in IDX and CIFAR files); the index is the
    /// label.
    /// </summary>
    public IReadOnlyList<ImageClass> Classes { get; }

    /// <summary>Training split.</summary>
    public DatasetSplit Train { get; }

    /// <summary>Validation split.</summary>
    public DatasetSplit Validation { get; }

    /// <summary>Test split.</summary>
    public DatasetSplit Test { get; }

    /// <summary>Files that could not be read, with the reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped => _info.Skipped;

    /// <summary>Pixel statistics of the training split; null for an index-only import.</summary>
    public DatasetStatistics? Statistics => _info.FoldStatistics?.Value ?? _info.Statistics;

    /// <summary>Description of the layout that was detected.</summary>
    public string Layout => _info.Layout;

    /// <summary>
    /// How files become its images. Images of IDX and CIFAR files keep their size: their short side is the image size.
    /// </summary>
    public ImagePreparation? Preparation => _info.Preparation;

    /// <summary>Short side of the prepared images.</summary>
    public int ImageSize => Preparation?.ImageSize ?? 0;

    /// <summary>Channels of the prepared images: 3, or 1 for gray IDX files.</summary>
    public int Channels => _info.Channels;

    /// <summary>Format of the prepared images; null for an index-only import.</summary>
    public StoreFormat? StoreFormat => _info.StoreFormat;

    /// <summary>Reason for this format.</summary>
    public string StoreFormatReason => _info.StoreFormatReason;

    /// <summary>Crop of each image that was stored.</summary>
    public ImageCrop Crop => Preparation?.Crop ?? ImageCrop.None;

    /// <summary>Files that were read with a warning of their decoder.</summary>
    public IReadOnlyList<FileWarning> FileWarnings => _info.FileWarnings;

    /// <summary>Warnings of the import: class folders without images, images outside any class folder.</summary>
    public IReadOnlyList<string> Warnings => _info.Warnings;

    /// <summary>
    /// New name of each class of the source that was merged or renamed, and null for one that was dropped; null without
    /// a class map.
    /// </summary>
    public ClassMap? ClassMap => _info.ClassMap;

    /// <summary>What makes groups that are never divided between splits; null without groups.</summary>
    public GroupingOptions? Grouping => _info.Grouping;

    /// <summary>
    /// Wanted and obtained share of each class in each split that was drawn; whole groups may not allow the wanted ones.
    /// Empty if the source itself has all splits, and for a store of an earlier version.
    /// </summary>
    public IReadOnlyList<SplitShare> SplitShares => field ??= Classes.SelectMany(Shares).ToReadable();

    /// <summary>Images that the corrections of the import relabeled or dropped.</summary>
    public int Corrections => _info.Corrections;

    /// <summary>Images that repairs moved to another split or dropped; those of the store.</summary>
    public int Repairs => _info.Repairs;

    /// <summary>
    /// SHA-256 of names, labels, splits and contents of all images, in hexadecimal; null for an index-only import,
    /// whose files are read when a run starts, and for a store of an earlier version.
    /// </summary>
    public string? Sha256
    {
        get => _sha256.Value;
        internal set => _sha256 = new(value);
    }

    /// <summary>The fold that this dataset is; null if it is none.</summary>
    public DatasetFold? Fold => _info.Fold;

    /// <summary>
    /// Key of everything that decides the bytes of the prepared images, in hexadecimal, for the caches of pipelines: an
    /// import of the same files by the same options has the same key on every system. See the remarks. Null for a
    /// subset, and for a store of an earlier version.
    /// </summary>
    /// <remarks>
    /// It covers the path of each file relative to the source, its class, its split if the source has splits, and its
    /// SHA-256; readable class names; and sizes, crop, limits, format of the store, held-out fractions and seed.
    /// It does not cover absolute paths, times of files, the name of the source, threads and decoders.
    /// After an index-only import the first use reads all files (their SHA-256), and the format is the one that an
    /// import would choose now: where the disks of machines differ, name the format.
    /// </remarks>
    public string? CacheKey => _cacheKey.Value;

    /// <summary>All images.</summary>
    public int Count => Train.Count + Validation.Count + Test.Count;

    internal IPixelSource Pixels { get; }

    /// <summary>Facts other than the images.</summary>
    internal DatasetInfo Info => _info;

    /// <summary>
    /// SHA-256 of each image's file by position in the index, read or computed by each call; null if they are not
    /// known.
    /// </summary>
    internal Func<CancellationToken, ContentHash[]?> FileHashes => _info.FileHashes;

    /// <summary>Whether it is a subset, which its store does not describe.</summary>
    internal bool IsSubset => _info.IsSubset;

    /// <summary>All images with their splits.</summary>
    internal IEnumerable<(SplitName Split, ImageSample Sample)> Images =>
        ((DatasetSplit[])[Train, Validation, Test]).SelectMany(
            split => split.Samples.Select(sample => (split.Name, sample)));

    /// <summary>
    /// Returns a subset with at most N images of each class in each split, the first of the index. For a quick trial.
    /// </summary>
    /// <param name="trainPerClass">Training images kept of each class.</param>
    /// <param name="validationPerClass">Validation images kept of each class.</param>
    /// <param name="testPerClass">Test images kept of each class.</param>
    /// <returns>A dataset over the same store, with the statistics of the whole.</returns>
    public ImageNetDataset Take(int trainPerClass, int validationPerClass = int.MaxValue,
        int testPerClass = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trainPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(validationPerClass, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(testPerClass, 0);
        return Derived(this, _info with { IsSubset = true }, First(Train, trainPerClass),
            First(Validation, validationPerClass), First(Test, testPerClass));

        ImageSample[] First(DatasetSplit split, int perClass)
        {
            int[] taken = new int[Classes.Count];
            return [.. split.Samples.Where(sample => taken[sample.LabelIndex]++ < perClass)];
        }
    }

    /// <summary>
    /// Returns the folds of a cross-validation: in fold k part k of the training and validation images is the validation
    /// split, and the rest is the training split. The test split stays. Each class is divided evenly.
    /// </summary>
    /// <param name="count">Number of folds, at least 2.</param>
    /// <param name="seed">Seed of the division, which does not depend on the splits of this dataset.</param>
    /// <param name="groupColumn">Column whose equal values are a group, which is never divided; null for none.</param>
    /// <param name="groupPattern">Regular expression that finds the group in a name; null for none.</param>
    /// <param name="warn">Called with messages about the division; null for nobody.</param>
    /// <returns>Datasets over the same store, with the statistics of their own training images.</returns>
    /// <exception cref="DatasetException">It is a fold itself, or has too few images.</exception>
    public IReadOnlyList<ImageNetDataset> ToFolds(int count, ulong seed = 0, string? groupColumn = null,
        string? groupPattern = null, Action<string>? warn = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var folds = new FoldSet(this, new()
        {
            Number = 1,
            Count = count,
            Seed = seed,
            GroupColumn = groupColumn,
            GroupPattern = groupPattern,
        }, warn);
        return Enumerable.Range(1, count).Select(number => folds[number]).ToReadable();
    }

    /// <summary>Returns one of the folds.</summary>
    /// <param name="fold">Its number, and how the images are divided.</param>
    /// <exception cref="DatasetException">It is a fold itself, or has too few images.</exception>
    public ImageNetDataset ToFold(DatasetFold fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentOutOfRangeException.ThrowIfLessThan(fold.Count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(fold.Number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fold.Number, fold.Count);
        return new FoldSet(this, fold, null)[fold.Number];
    }

    /// <summary>Returns a dataset of images of another, over the same store.</summary>
    internal static ImageNetDataset Derived(ImageNetDataset whole, DatasetInfo info, IReadOnlyList<ImageSample> train,
        IReadOnlyList<ImageSample> validation, IReadOnlyList<ImageSample> test)
    {
        var derived = new ImageNetDataset(info, [.. whole.Classes.Select(c => c.Name)], train, validation, test,
            whole.Pixels);
        if (whole.Sha256 is not null)
        {
            derived._sha256 = new(() => DatasetHash.Of(derived, derived.FileHashes(CancellationToken.None)),
                LazyThreadSafetyMode.PublicationOnly);
        }

        return derived;
    }

    private IEnumerable<SplitShare> Shares(ImageClass one)
    {
        int all = _info.Drawn.Sum(drawn => Count(drawn.Split));
        return _info.Drawn.Where(_ => all > 0).Select(drawn => new SplitShare(one.Name, drawn.Split, Count(drawn.Split),
            drawn.Share, Count(drawn.Split) / (double)all));

        int Count(SplitName split) =>
            split == SplitName.Train ? one.Train : split == SplitName.Validation ? one.Validation : one.Test;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}{(Fold is null ? "" : $", {Fold}")}: {Classes.Count} classes, {Train.Count:N0} train / "
            + $"{Validation.Count:N0} validation / {Test.Count:N0} test";
}
