using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets.Folds;

/// <summary>The folds of a dataset: its training and validation images in parts.</summary>
internal sealed class FoldSet
{
    private readonly ImageNetDataset _dataset;
    private readonly DatasetFold _first;
    private readonly ImageSample[] _images;
    private readonly int[] _parts;

    /// <summary>Divides the images.</summary>
    /// <param name="dataset">The dataset, which is no fold itself.</param>
    /// <param name="fold">Any fold: all but its number counts.</param>
    /// <param name="warn">Called with messages about the division.</param>
    /// <exception cref="DatasetException">The dataset cannot be divided like this.</exception>
    public FoldSet(ImageNetDataset dataset, DatasetFold fold, Action<string>? warn)
    {
        if (dataset.Fold is { } own)
        {
            throw new DatasetException($"{dataset.Name} is already {own} of a dataset. Make folds of the whole dataset, "
                + "as Import-ImageNetFolder returned it.");
        }

        _dataset = dataset;
        _first = fold with { Number = 1 };
        _images = [.. dataset.Train.Samples.Concat(dataset.Validation.Samples).OrderBy(image => image.Index)];
        _parts = FoldParts.Of(_images, fold);
        FoldParts.Check(dataset, _images, _parts, fold.Count, warn);
    }

    /// <summary>Returns a fold by its number, from 1.</summary>
    public ImageNetDataset this[int number]
    {
        get
        {
            ImageSample[] train = [.. Where(part => part != number - 1)];
            PreparedStore? store = _dataset.Info.Store;
            DatasetInfo info = _dataset.Info with
            {
                Fold = _first with { Number = number },
                FoldStatistics = store is null
                    ? null
                    : new(() => FoldStatistics.Of(store, train), LazyThreadSafetyMode.PublicationOnly),
            };
            return ImageNetDataset.Derived(_dataset, info, train, [.. Where(part => part == number - 1)],
                _dataset.Test.Samples);
        }
    }

    private IEnumerable<ImageSample> Where(Func<int, bool> isWanted) =>
        _images.Where((_, i) => isWanted(_parts[i]));
}
