using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Text;

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
        WarnOfTest(fold, warn);
        FoldParts.Check(dataset, _images, _parts, fold.Count, warn);
    }

    // The test split stays as it is, whatever the groups are now.
    private void WarnOfTest(DatasetFold fold, Action<string>? warn)
    {
        ImageSample[] all = [.. _images, .. _dataset.Test.Samples];
        if (warn is null || all.Length == _images.Length || FoldGroups.Of(all, fold) is not { } groups)
            return;
        HashSet<string?> known = [.. groups.Take(_images.Length)];
        string[] crossing = [.. groups.Skip(_images.Length).OfType<string>().Where(known.Contains).Distinct()];
        if (crossing.Length > 0)
        {
            warn($"{crossing.Length} {(crossing.Length == 1 ? "group is" : "groups are")} in the test split and in the "
                + $"folds: {NameText.List(crossing, 5)}. Results of the test split are too good. Import with the same "
                + "groups, so that the test split has whole groups.");
        }
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
                Drawn = [new(SplitName.Train, 1 - 1.0 / _first.Count), new(SplitName.Validation, 1.0 / _first.Count)],
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
