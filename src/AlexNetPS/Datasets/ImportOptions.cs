using System.Globalization;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>How a folder of images becomes a dataset.</summary>
public sealed record ImportOptions
{
    /// <summary>How the images lie on disk; found out unless told.</summary>
    public DatasetLayout Layout { get; init; }

    /// <summary>Column of a list that holds paths; null for one that is named path, file, filename or image.</summary>
    public string? PathColumn { get; init; }

    /// <summary>Column of a list that holds class names; null for one that is named label, class or category.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// Column of a list that holds train, val or test; null for one that is named split, set or subset, if there is
    /// one.
    /// </summary>
    public string? SplitColumn { get; init; }

    /// <summary>
    /// A table of readable class names: lines of a class name, a space or tab, and the readable name
    /// (LOC_synset_mapping.txt, words.txt), imagenet_class_index.json, or the devkit's meta.mat. Null for one found
    /// beside the images, if there is one.
    /// </summary>
    public string? ClassNamePath { get; init; }

    /// <summary>
    /// Share of each class held out to choose by, where the folder has no validation part of its own.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Share of each class held out to judge by, where the folder has no test part of its own.</summary>
    public double TestFraction { get; init; }

    /// <summary>Chooses which images are held out.</summary>
    public ulong Seed { get; init; }

    /// <summary>Short side of the prepared images. Small gray sets (IDX) keep their own size.</summary>
    public int ImageSize { get; init; } = 256;

    /// <summary>
    /// Longest side of a prepared image; 0 for four times the short one. Longer images are squeezed to it.
    /// </summary>
    public int MaximumSide { get; init; }

    /// <summary>Whether whole images are kept, or squares of ImageSize.</summary>
    public ImageCrop Crop { get; init; }

    /// <summary>How prepared images are kept on disk.</summary>
    public StoreFormat StoreFormat { get; init; }

    /// <summary>JPEG quality of shards, 1 to 100.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>Bytes after which a shard is full.</summary>
    public long ShardSize { get; init; } = 256L << 20;

    /// <summary>Images after which a shard is full.</summary>
    public int ShardImages { get; init; } = 10_000;

    /// <summary>
    /// Folder that holds prepared stores, one subfolder for each dataset; null for AlexNetPS/datasets in the user's
    /// local application data.
    /// </summary>
    public string? CachePath { get; init; }

    /// <summary>Writes no store: images are decoded whenever they are needed.</summary>
    public bool IndexOnly { get; init; }

    /// <summary>Prepares everything anew, whatever is there.</summary>
    public bool Force { get; init; }

    /// <summary>Decoding threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Bounds on the files.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>Bytes free where a folder lies; a test may stand in.</summary>
    internal Func<string, long> FreeSpace { get; init; } = DiskSpace.Available;

    internal ImagePreparation Preparation => new(ImageSize, LongestSide, Crop);

    internal int LongestSide => MaximumSide == 0 ? 4 * ImageSize : Math.Max(MaximumSide, ImageSize);

    internal void Check()
    {
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
                "ImageSize is the short side of the prepared images: 8 to 4096 pixels.");
        }

        if (MaximumSide < 0 || MaximumSide > 0 && MaximumSide < ImageSize || MaximumSide > 65536)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumSide), MaximumSide,
                "MaximumSide is 0, or from ImageSize to 65536 pixels.");
        }

        if (Quality is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(Quality), Quality, "Quality is that of JPEG: 1 to 100.");
        ArgumentOutOfRangeException.ThrowIfLessThan(ShardSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShardImages, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentOutOfRangeException.ThrowIfLessThan(Limits.MaximumPixels, 1, nameof(Limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(Limits.MaximumFileBytes, 1, nameof(Limits));
        if (!Enum.IsDefined(Layout))
        {
            throw new ArgumentOutOfRangeException(nameof(Layout), Layout,
                $"Layout is one of {string.Join(", ", Enum.GetNames<DatasetLayout>())}.");
        }
    }

    private static void CheckFraction(double value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value,
                $"{name} is a share of the images: from 0 to below 1.");
        }
    }
}
