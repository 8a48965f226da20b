using AlexNetPS.Datasets.Health.Checks;

namespace AlexNetPS.Datasets.Health;

/// <summary>Finds what is wrong with a dataset before a week of training shows it.</summary>
public static class DatasetHealth
{
    private static readonly IHealthCheck[] _checks =
    [
        new LayoutWarnings(), new ConstantChannels(), new StoreIntegrity(), new FolderLevel(), new ClassSets(),
        new UnreadableFiles(), new ReadWithWarning(), new ExactDuplicates(), new NearDuplicates(),
        new FewImages(), new Imbalance(), new TinyImages(), new ExtremeAspect(), new GrayShare(),
    ];

    /// <summary>Looks at each image once, prepared as it is in the dataset, and judges the whole.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">From where on something is worth telling; null for the defaults.</param>
    /// <param name="progress">Told about four times a second.</param>
    /// <param name="cancellation">Stops after the images in work.</param>
    /// <returns>The worst first; empty if all is well.</returns>
    public static IReadOnlyList<DatasetFinding> Check(ImageNetDataset dataset, HealthOptions? options =
        null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new HealthOptions();
        options.Check();
        HealthSubject subject = new ImageInspection(dataset, options, progress, cancellation).Run();
        return [.. _checks.SelectMany(check => check.Run(subject)).OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Kind)];
    }

    /// <summary>
    /// Judges a folder of images without preparing it: each file is decoded once. A folder that cannot be imported is
    /// one finding that says why.
    /// </summary>
    /// <param name="path">What Import would take, or a prepared store.</param>
    /// <param name="options">From where on something is worth telling; null for the defaults.</param>
    /// <param name="progress">Told about four times a second.</param>
    /// <param name="cancellation">Stops after the images in work.</param>
    /// <exception cref="DatasetException">Nothing is there, or the store is damaged.</exception>
    public static IReadOnlyList<DatasetFinding> Check(string path, HealthOptions? options =
        null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Path.GetFileName(path) == "dataset.json" || File.Exists(Path.Combine(path, "dataset.json")))
            return Check(ImageNetDataset.Open(path), options, progress, cancellation);
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        ImageNetDataset dataset;
        try
        {
            dataset = ImageNetImporter.Import(root, new ImportOptions { IndexOnly = true }, progress, cancellation);
        }
        catch (DatasetException e) when (Directory.Exists(root))
        {
            return [RejectedFolder.Explain(root, e)];
        }

        return Check(dataset, options, progress, cancellation);
    }
}
