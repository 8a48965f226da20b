using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>A labeled set of images: what Import-ImageNetFolder gives and every later stage takes.</summary>
public sealed class ImageNetDataset
{
    internal ImageNetDataset(string name, string sourcePath, string? storePath, IReadOnlyList<string> classNames,
        IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, IReadOnlyList<ImageSample> test,
        IReadOnlyList<SkippedFile> skipped, DatasetStatistics? statistics, IPixelSource pixels,
        IReadOnlyDictionary<string, string>? descriptions = null)
    {
        Name = name;
        SourcePath = sourcePath;
        StorePath = storePath;
        // Arrays: PowerShell counts [-1] from the end in an array, and in few other lists.
        Skipped = skipped.ToArray();
        Statistics = statistics;
        Pixels = pixels;
        Train = new(this, SplitName.Train, train);
        Validation = new(this, SplitName.Validation, validation);
        Test = new(this, SplitName.Test, test);
        int[][] counts = [CountLabels(train), CountLabels(validation), CountLabels(test)];
        Classes = classNames.Select((className, index) => new ImageClass(index, className,
            counts[0][index], counts[1][index], counts[2][index], descriptions?.GetValueOrDefault(className)))
            .ToArray();

        int[] CountLabels(IReadOnlyList<ImageSample> samples)
        {
            int[] count = new int[classNames.Count];
            foreach (ImageSample sample in samples)
                count[sample.Label]++;
            return count;
        }
    }

    /// <summary>Opens a prepared store as it is, whether or not its source folder is still there.</summary>
    /// <param name="storePath">A store's folder, or its dataset.json.</param>
    /// <exception cref="DatasetException">No store, or an incomplete one.</exception>
    public static ImageNetDataset Open(string storePath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(storePath);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(storePath));
        if (Path.GetFileName(folder) == "dataset.json")
            folder = Path.GetDirectoryName(folder)!;
        try
        {
            return PreparedStore.Open(folder).ToDataset();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{folder}' cannot be opened as a prepared dataset: {e.Message} Import its folder of images again.",
                e);
        }
    }

    /// <summary>Name of the source folder, list or archive.</summary>
    public string Name { get; }

    /// <summary>Folder the images came from.</summary>
    public string SourcePath { get; }

    /// <summary>
    /// Folder of the prepared store; null for an index-only import, which decodes images as they are needed.
    /// </summary>
    public string? StorePath { get; }

    /// <summary>
    /// Classes in ordinal order of their names (in the order of their numbers in IDX and CIFAR files); the index is the
    /// label.
    /// </summary>
    public IReadOnlyList<ImageClass> Classes { get; }

    /// <summary>Images to learn from.</summary>
    public DatasetSplit Train { get; }

    /// <summary>Images to choose by.</summary>
    public DatasetSplit Validation { get; }

    /// <summary>Images to judge by, once.</summary>
    public DatasetSplit Test { get; }

    /// <summary>Files that could not be read, with the reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; }

    /// <summary>Pixel statistics of the training split; null for an index-only import.</summary>
    public DatasetStatistics? Statistics { get; }

    /// <summary>The layout that was found, in words.</summary>
    public string Layout { get; init; } = "";

    /// <summary>
    /// How files become its images. Images of IDX and CIFAR files keep their size: their short side is the image size.
    /// </summary>
    public ImagePreparation? Preparation { get; init; }

    /// <summary>Short side of the prepared images.</summary>
    public int ImageSize => Preparation?.ImageSize ?? 0;

    /// <summary>Channels of the prepared images: 3, or 1 for gray IDX files.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>How the prepared images are kept; null for an index-only import.</summary>
    public StoreFormat? StoreFormat { get; init; }

    /// <summary>Why they are kept so.</summary>
    public string StoreFormatReason { get; init; } = "";

    /// <summary>What of each image was kept.</summary>
    public ImageCrop Crop => Preparation?.Crop ?? ImageCrop.None;

    /// <summary>Files that were read although their decoder had something to say.</summary>
    public IReadOnlyList<FileWarning> FileWarnings { get; init; } = [];

    /// <summary>What was found odd: class folders without images, images outside any class folder.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// SHA-256 of names, labels, splits and contents of all images, in hexadecimal; null for an index-only import,
    /// whose files are read when a run starts, and for a store of an earlier version.
    /// </summary>
    public string? Sha256 { get; internal set; }

    /// <summary>All images.</summary>
    public int Count => Train.Count + Validation.Count + Test.Count;

    internal IPixelSource Pixels { get; }

    /// <summary>
    /// SHA-256 of each image's file by position in the index, read or computed by each call; null if they are not
    /// known.
    /// </summary>
    internal Func<CancellationToken, ContentHash[]?> FileHashes { get; init; } = static _ => null;

    /// <summary>All images with their splits.</summary>
    internal IEnumerable<(SplitName Split, ImageSample Sample)> Images =>
        ((DatasetSplit[])[Train, Validation, Test]).SelectMany(
            split => split.Samples.Select(sample => (split.Name, sample)));

    /// <summary>
    /// The same dataset with at most so many images of each class in each split: the first of the index. For a first
    /// try.
    /// </summary>
    /// <param name="trainPerClass">Training images kept of each class.</param>
    /// <param name="validationPerClass">Validation images kept of each class.</param>
    /// <param name="testPerClass">Test images kept of each class.</param>
    /// <returns>A dataset over the same store, with the statistics of the whole.</returns>
    public ImageNetDataset Take(int trainPerClass, int validationPerClass = int.MaxValue, int testPerClass =
        int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trainPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(validationPerClass, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(testPerClass, 0);
        var taken = new ImageNetDataset(Name, SourcePath, StorePath, [.. Classes.Select(c => c.Name)],
            First(Train, trainPerClass), First(Validation, validationPerClass), First(Test, testPerClass), Skipped,
            Statistics, Pixels,
            Classes.Where(c => c.Description is not null)
                .ToDictionary(c => c.Name, c => c.Description!, StringComparer.Ordinal))
        {
            Layout = Layout,
            StoreFormat = StoreFormat,
            StoreFormatReason = StoreFormatReason,
            Preparation = Preparation,
            FileWarnings = FileWarnings,
            Channels = Channels,
            Warnings = Warnings,
            FileHashes = FileHashes,
        };
        if (Sha256 is not null)
            taken.Sha256 = DatasetHash.Of(taken, FileHashes(CancellationToken.None));
        return taken;

        ImageSample[] First(DatasetSplit split, int perClass)
        {
            int[] taken = new int[Classes.Count];
            return [.. split.Samples.Where(sample => taken[sample.Label]++ < perClass)];
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Classes.Count} classes, {Train.Count:N0} train / {Validation.Count:N0} validation / "
            + $"{Test.Count:N0} test";
}
