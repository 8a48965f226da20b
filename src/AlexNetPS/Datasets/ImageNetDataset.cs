namespace AlexNetPS.Datasets;

/// <summary>A labelled set of pictures: what Import-ImageNetFolder gives and every later stage takes.</summary>
public sealed class ImageNetDataset
{
    internal ImageNetDataset(string name, string sourcePath, string? storePath, IReadOnlyList<string> classNames,
        IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, IReadOnlyList<ImageSample> test,
        IReadOnlyList<SkippedFile> skipped, DatasetStatistics? statistics, IPixelSource pixels)
    {
        Name = name;
        SourcePath = sourcePath;
        StorePath = storePath;
        Skipped = skipped;
        Statistics = statistics;
        Pixels = pixels;
        Train = new(this, SplitName.Train, train);
        Validation = new(this, SplitName.Validation, validation);
        Test = new(this, SplitName.Test, test);
        Classes = [.. classNames.Select((className, index) => new ImageClass(index, className,
            train.Count(s => s.Label == index), validation.Count(s => s.Label == index), test.Count(s => s.Label == index)))];
    }

    /// <summary>Name of the source folder.</summary>
    public string Name { get; }

    /// <summary>Folder the pictures came from.</summary>
    public string SourcePath { get; }

    /// <summary>Folder of the prepared store; null for an index-only import, which decodes pictures as they are needed.</summary>
    public string? StorePath { get; }

    /// <summary>Classes in ordinal order of their names; the index is the label.</summary>
    public IReadOnlyList<ImageClass> Classes { get; }

    /// <summary>Pictures to learn from.</summary>
    public DatasetSplit Train { get; }

    /// <summary>Pictures to choose by.</summary>
    public DatasetSplit Validation { get; }

    /// <summary>Pictures to judge by, once.</summary>
    public DatasetSplit Test { get; }

    /// <summary>Files that could not be read, with the reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; }

    /// <summary>Pixel statistics of the training split; null for an index-only import.</summary>
    public DatasetStatistics? Statistics { get; }

    /// <summary>All pictures.</summary>
    public int Count => Train.Count + Validation.Count + Test.Count;

    internal IPixelSource Pixels { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Classes.Count} classes, {Train.Count:N0} train / {Validation.Count:N0} validation / {Test.Count:N0} test";
}
