using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Folds;

/// <summary>Makes the folds of runs again, each dataset opened once. Not thread-safe.</summary>
/// <param name="given">The dataset, or the fold of the only run; null finds it by what the run recorded.</param>
public sealed class FoldSource(ImageNetDataset? given)
{
    private readonly Dictionary<string, ImageNetDataset> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<ImageNetDataset, ContentHash[]?> _hashes = [];

    /// <summary>Returns the fold of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Cancels the hashing of an index-only dataset's files.</param>
    /// <exception cref="TrainingException">The run is not of a fold, or its images have changed.</exception>
    /// <exception cref="DatasetException">The dataset cannot be opened.</exception>
    public ImageNetDataset Open(TrainingRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        DatasetFold fold = FoldOf(run);
        ImageNetDataset whole = given ?? Find(run);
        if (whole.Fold is { } own && own != fold)
        {
            throw new TrainingException($"The run '{run.Path}' is of {fold}, and the dataset is {own}. Give the whole "
                + "dataset, of which the folds were made.");
        }

        ImageNetDataset dataset = whole.Fold is null ? ToFold(whole, run, fold) : whole;
        Require(run, dataset, whole, cancellation);
        return dataset;
    }

    /// <summary>Returns the fold of a run.</summary>
    /// <exception cref="TrainingException">It has none.</exception>
    internal static DatasetFold FoldOf(TrainingRun run) => run.Fold ?? throw new TrainingException(
        $"The run '{run.Path}' was not trained on a fold. New-ImageNetFold makes folds of a dataset, and "
        + "Invoke-AlexNetTraining trains each.");

    private ImageNetDataset Find(TrainingRun run)
    {
        RunManifest manifest = run.Manifest;
        string path = manifest.Session.StorePath ?? manifest.Dataset.SourcePath;
        if (_opened.TryGetValue(path, out ImageNetDataset? dataset))
            return dataset;
        try
        {
            dataset = manifest.Session.StorePath is string store
                ? ImageNetDataset.Open(store)
                : ImageNetImporter.Import(path, new()
                {
                    IndexOnly = true,
                    ImageSize = run.Recipe.ImageSize,
                    MaximumSide = run.Recipe.MaximumSide ?? 0,
                    Crop = run.Recipe.Crop ?? default,
                });
        }
        catch (DatasetException e)
        {
            throw new DatasetException($"The images of the run '{run.Path}' cannot be found again: {e.Message} Or give "
                + "the dataset of which the folds were made.", e);
        }

        return _opened[path] = dataset;
    }

    private static ImageNetDataset ToFold(ImageNetDataset whole, TrainingRun run, DatasetFold fold)
    {
        try
        {
            return whole.ToFold(fold);
        }
        catch (DatasetException e)
        {
            throw Changed(run, whole, $": {e.Message}", e);
        }
    }

    private void Require(TrainingRun run, ImageNetDataset dataset, ImageNetDataset whole, CancellationToken cancellation)
    {
        if (!_hashes.TryGetValue(whole, out ContentHash[]? hashes))
            _hashes[whole] = hashes = whole.FileHashes(cancellation);
        RunDataset then = run.Manifest.Dataset, now = RunDataset.Of(dataset, hashes);
        bool isSame = then.Classes.SequenceEqual(now.Classes)
            && (then.Train, then.Validation, then.Fingerprint) == (now.Train, now.Validation, now.Fingerprint)
            && (then.Sha256 is null || now.Sha256 is null || then.Sha256 == now.Sha256);
        if (!isSame)
        {
            throw Changed(run, whole,
                RunImages.Differences(run.DataPath, dataset, now.Sha256 is null ? null : hashes), null);
        }
    }

    private static TrainingException Changed(TrainingRun run, ImageNetDataset whole, string differences, Exception? e) =>
        new($"{run.Fold} of the run '{run.Path}' cannot be made again: the images of "
            + $"'{whole.StorePath ?? whole.SourcePath}' are not those that it was trained with"
            + $"{differences.TrimEnd('.')}. Give the dataset as it was then, or train the folds again.", e);
}
