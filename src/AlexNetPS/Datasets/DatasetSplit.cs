using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>Splits of a dataset.</summary>
public enum SplitName : long
{
    /// <summary>Training images.</summary>
    Train,

    /// <summary>Images for choosing checkpoints and hyperparameters.</summary>
    Validation,

    /// <summary>Images for the final evaluation.</summary>
    Test,
}

/// <summary>A split of a dataset. It references its dataset, so that it can be piped alone.</summary>
/// <remarks>
/// Deliberately not enumerable: PowerShell would unroll it in the pipeline. <see cref="Samples"/> is the list.
/// </remarks>
public sealed class DatasetSplit
{
    internal DatasetSplit(ImageNetDataset dataset, SplitName name, IReadOnlyList<ImageSample> samples)
    {
        Dataset = dataset;
        Name = name;
        Samples = samples.ToReadable();
    }

    /// <summary>The dataset of the split.</summary>
    public ImageNetDataset Dataset { get; }

    /// <summary>Name of the split.</summary>
    public SplitName Name { get; }

    /// <summary>The images, in the order of the index.</summary>
    public IReadOnlyList<ImageSample> Samples { get; }

    /// <summary>An image by its position in the split.</summary>
    /// <param name="index">From 0, or from the end if negative: -1 is the last image.</param>
    public ImageSample this[int index] => Samples[index < 0 ? index + Count : index];

    /// <summary>Folder of the dataset's prepared store; null for an index-only import.</summary>
    public string? StorePath => Dataset.StorePath;

    /// <summary>The fold that the dataset is; null if it is none.</summary>
    public DatasetFold? Fold => Dataset.Fold;

    /// <summary>Number of images.</summary>
    public int Count => Samples.Count;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} split of {Dataset.Name}: {Count:N0} images, {Dataset.Classes.Count} classes";
}
