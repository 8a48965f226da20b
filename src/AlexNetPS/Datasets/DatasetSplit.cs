namespace AlexNetPS.Datasets;

/// <summary>The three parts of a dataset.</summary>
public enum SplitName
{
    /// <summary>To learn from.</summary>
    Train,

    /// <summary>To choose by.</summary>
    Validation,

    /// <summary>To judge by.</summary>
    Test,
}

/// <summary>One part of a dataset; knows its dataset, so that it can travel the pipeline alone.</summary>
/// <remarks>
/// Deliberately not enumerable: PowerShell would unroll it in the pipeline. <see cref="Samples"/> is the list.
/// </remarks>
public sealed class DatasetSplit
{
    internal DatasetSplit(ImageNetDataset dataset, SplitName name, IReadOnlyList<ImageSample> samples)
    {
        Dataset = dataset;
        Name = name;
        Samples = samples;
    }

    /// <summary>The whole.</summary>
    public ImageNetDataset Dataset { get; }

    /// <summary>Which part.</summary>
    public SplitName Name { get; }

    /// <summary>The images, in the order of the index.</summary>
    public IReadOnlyList<ImageSample> Samples { get; }

    /// <summary>Number of images.</summary>
    public int Count => Samples.Count;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} split of {Dataset.Name}: {Count:N0} images, {Dataset.Classes.Count} classes";
}
