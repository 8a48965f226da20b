using System.Globalization;
using System.Text;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>Options of an import.</summary>
public sealed record ImportOptions
{
    /// <summary>How images and labels are stored on disk. Default: detected.</summary>
    public DatasetLayout Layout { get; init; }

    /// <summary>
    /// The dataset of a folder that contains several, as in EMNIST's download: "emnist-letters", or only its last word.
    /// Null for a folder with one.
    /// </summary>
    public string? SetName { get; init; }

    /// <summary>
    /// Regular expression whose group "label" is the label in the file name, as in "^(?&lt;label&gt;[a-z]+)_\d+"; matched
    /// with the relative path if it contains a '/'. Null for labels from folders, lists or archives.
    /// </summary>
    public string? LabelPattern { get; init; }

    /// <summary>
    /// Encoding of lists without a byte order mark; null for UTF-8. Text in another encoding is rejected.
    /// </summary>
    public Encoding? Encoding { get; init; }

    /// <summary>
    /// Column of a list that contains paths; null for one named path, filepath, file_path, file, filename, file_name,
    /// image or image_path, or else image_name, image_id, id or name. A name without extension finds its file.
    /// </summary>
    public string? PathColumn { get; init; }

    /// <summary>
    /// Column of a list that contains class names; null for one named label, class, classname, class_name, category or
    /// target, or else for one column of 0 and 1 for each class.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// Column of a list that contains train, val or test; null for one named split, set, subset, part, partition or
    /// fold, or for columns such as is_valid that contain True and False, if any.
    /// </summary>
    public string? SplitColumn { get; init; }

    /// <summary>
    /// Column of a list whose equal values are a group: a group is never divided between splits. Null for none.
    /// </summary>
    public string? GroupColumn { get; init; }

    /// <summary>
    /// Regular expression whose group "group", or else first group, is the group in the file name, as in "^([^_]+)_";
    /// matched with the relative path if it contains a '/'. Null for none.
    /// </summary>
    public string? GroupPattern { get; init; }

    /// <summary>
    /// Whether nearly identical images are a group. With GroupColumn and GroupPattern, groups that have an image in
    /// common are one.
    /// </summary>
    public bool GroupNearDuplicates { get; init; }

    /// <summary>
    /// Classes to merge, rename or drop: new name by class name; null or "" drops the class. All entries apply at once.
    /// Empty for none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> ClassMap { get; init; } = new Dictionary<string, string?>();

    /// <summary>Which images are taken; those taken by number depend on <see cref="Seed"/>. Default: all.</summary>
    public ImageSelection Selection { get; init; } = new();

    /// <summary>
    /// Images to relabel or drop, after the class map: their labels are names of the resulting dataset. Empty for none.
    /// </summary>
    public IReadOnlyList<LabelCorrection> Corrections { get; init; } = [];

    /// <summary>
    /// Table of readable class names: lines of a class name, a space or tab, and the readable name
    /// (LOC_synset_mapping.txt, words.txt), imagenet_class_index.json, or the devkit's meta.mat. Null for a table next
    /// to the images, if any.
    /// </summary>
    public string? ClassNamePath { get; init; }

    /// <summary>
    /// Fraction of each class used for validation if the folder has no validation part. Default: 0.1.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Fraction of each class used for testing if the folder has no test part. Default: 0.</summary>
    public double TestFraction { get; init; }

    /// <summary>Seed that selects the held-out images.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Short side of the prepared images in pixels, 8 to 4096. Small gray datasets (IDX) keep their size. Default: 256.
    /// </summary>
    public int ImageSize { get; init; } = 256;

    /// <summary>
    /// Longest side of a prepared image in pixels; 0 for four times the short side. Longer images are squeezed to it.
    /// Default: 0.
    /// </summary>
    public int MaximumSide { get; init; }

    /// <summary>Whether whole images or squares of ImageSize are kept.</summary>
    public ImageCrop Crop { get; init; }

    /// <summary>How prepared images are stored on disk.</summary>
    public StoreFormat StoreFormat { get; init; }

    /// <summary>JPEG quality of shards, 1 to 100. Default: 90.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>Size in bytes at which a shard is full. Default: 256 MiB.</summary>
    public long ShardSize { get; init; } = 256L << 20;

    /// <summary>Number of images at which a shard is full. Default: 10,000.</summary>
    public int ShardImages { get; init; } = 10_000;

    /// <summary>
    /// Folder of the prepared stores, one subfolder per dataset; null for AlexNetPS/datasets in the user's local
    /// application data.
    /// </summary>
    public string? CachePath { get; init; }

    /// <summary>Writes no store: images are decoded on demand.</summary>
    public bool IndexOnly { get; init; }

    /// <summary>Prepares all images again and ignores an existing store.</summary>
    public bool Force { get; init; }

    /// <summary>Decoding threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>The worker whose part is prepared; null for an import of all images.</summary>
    public ImportWorker? Worker { get; init; }

    /// <summary>Limits for decoding the files.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>Returns the free bytes on the disk of a folder; replaced in tests.</summary>
    internal Func<string, long> FreeSpace { get; init; } = DiskSpace.Available;

    /// <summary>Whether images are scored; a benchmark measures what that costs.</summary>
    internal bool Scores { get; init; } = true;

    internal ImagePreparation Preparation => new(ImageSize, LongestSide, Crop);

    /// <summary>What makes groups; null for nothing.</summary>
    internal GroupingOptions? Grouping => GroupColumn is null && GroupPattern is null && !GroupNearDuplicates ? null
        : new(GroupColumn, GroupPattern, GroupNearDuplicates);

    internal int LongestSide => MaximumSide == 0 ? 4 * ImageSize : Math.Max(MaximumSide, ImageSize);

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Selection);
        Selection.Check();
        CheckFraction(ValidationFraction, nameof(ValidationFraction));
        CheckFraction(TestFraction, nameof(TestFraction));
        if (ValidationFraction + TestFraction >= 1)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ValidationFraction {ValidationFraction} and TestFraction {TestFraction} leave nothing to train on: "
                    + $"their sum must be below 1."), nameof(ValidationFraction));
        }

        if (ImageSize is < 8 or > 4096)
        {
            throw new ArgumentOutOfRangeException(nameof(ImageSize), ImageSize,
                "ImageSize, the short side of the prepared images, must be 8 to 4096 pixels.");
        }

        if (MaximumSide < 0 || MaximumSide > 0 && MaximumSide < ImageSize || MaximumSide > 65536)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumSide), MaximumSide,
                "MaximumSide must be 0, or ImageSize to 65536 pixels.");
        }

        if (Quality is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(Quality), Quality, "Quality (JPEG) must be 1 to 100.");
        if (IndexOnly && GroupNearDuplicates)
        {
            throw new ArgumentException("Near duplicates are found in decoded images, and an index-only import decodes "
                + "none: leave out -IndexOnly or -GroupNearDuplicate.", nameof(GroupNearDuplicates));
        }

        CheckWorker();
        ArgumentOutOfRangeException.ThrowIfLessThan(ShardSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShardImages, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentOutOfRangeException.ThrowIfLessThan(Limits.MaximumPixels, 1, nameof(Limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(Limits.MaximumFileBytes, 1, nameof(Limits));
        if (!Enum.IsDefined(Layout))
        {
            throw new ArgumentOutOfRangeException(nameof(Layout), Layout,
                $"Layout must be one of {string.Join(", ", Enum.GetNames<DatasetLayout>())}.");
        }
    }

    private void CheckWorker()
    {
        Worker?.Check();
        if (Worker is not null && IndexOnly)
        {
            throw new ArgumentException("An index-only import prepares nothing that workers could divide: leave out "
                + "-IndexOnly, or -WorkerIndex and -WorkerCount.");
        }

        // Auto depends on the free space that each worker finds.
        if (Worker is not null && StoreFormat == StoreFormat.Auto)
        {
            throw new ArgumentException("All workers need the same format: use -StoreFormat Npy (raw pixels, fastest "
                + "to load) or Shards (JPEG, about a tenth of the size).");
        }
    }

    private static void CheckFraction(double value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value,
                $"{name} is a fraction of the images: at least 0 and below 1.");
        }
    }
}
