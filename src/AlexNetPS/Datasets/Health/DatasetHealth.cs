using AlexNetPS.Datasets.Health.Checks;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Datasets.Health;

/// <summary>Finds problems in a dataset before training.</summary>
public static class DatasetHealth
{
    private static readonly IHealthCheck[] _checks =
    [
        new LayoutWarnings(), new ConstantChannels(), new StoreIntegrity(), new PartsAsClasses(), new FolderLevel(),
        new ClassSets(),
        new UnreadableFiles(), new ReadWithWarning(), new ExactDuplicates(), new NearDuplicates(),
        new FewImages(), new Imbalance(), new TinyImages(), new ExtremeAspect(), new GrayShare(),
        new ImageFaults(), new SpuriousCorrelations(),
    ];

    /// <summary>Inspects each prepared image once, and the dataset as a whole.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">Thresholds of the checks; null for the defaults.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops after the images in progress.</param>
    /// <returns>Findings sorted by severity, descending; empty if there are none.</returns>
    public static IReadOnlyList<DatasetFinding> Check(ImageNetDataset dataset,
        HealthOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new HealthOptions();
        options.Check();
        HealthSubject subject = new ImageInspection(dataset, options, progress, cancellation).Run();
        return [.. _checks.SelectMany(check => check.Run(subject)).OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Kind)];
    }

    /// <summary>
    /// Returns the scores of each image and of the dataset. They are read from the store; images without stored scores
    /// (an index-only import, a store of an earlier version) are read and scored now, and nothing is written.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">Thresholds of the scores; null for the defaults.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops after the images in progress.</param>
    /// <exception cref="DatasetException">The store is damaged.</exception>
    public static DatasetScores Score(ImageNetDataset dataset,
        HealthOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new HealthOptions();
        options.Check();
        return DatasetScores.Of(dataset,
            new ScoreTable(ImageMeasuring.Measure(dataset, options.Threads, progress, cancellation)), options);
    }

    /// <summary>
    /// Inspects a folder of images without preparing it: each file is decoded once. A folder that cannot be imported is
    /// reported as one finding that states why.
    /// </summary>
    /// <param name="path">A path that can be imported, or a prepared store.</param>
    /// <param name="options">Thresholds of the checks; null for the defaults.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops after the images in progress.</param>
    /// <exception cref="DatasetException">The path does not exist, or the store is damaged.</exception>
    public static IReadOnlyList<DatasetFinding> Check(string path,
        HealthOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (ImageNetDataset.IsStore(path))
            return Check(ImageNetDataset.Open(path), options, progress, cancellation);
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        ImageNetDataset dataset;
        try
        {
            dataset = ImageNetImporter.Import(root, new() { IndexOnly = true, Selection = options?.Selection ?? new() },
                progress, cancellation);
        }
        catch (DatasetException e) when (Directory.Exists(root))
        {
            return [RejectedFolder.Explain(root, e)];
        }

        return Check(dataset, options, progress, cancellation);
    }
}
