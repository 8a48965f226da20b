using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets.Folds;

/// <summary>Statistics of some images of a store, equal to those of an import that trains on them.</summary>
internal static class FoldStatistics
{
    /// <summary>
    /// Returns the statistics, from the channel sums of each image; the mean image is averaged when it is asked for.
    /// </summary>
    /// <exception cref="DatasetException">The store has changed since it was opened, or cannot be read.</exception>
    public static DatasetStatistics Of(PreparedStore store, IReadOnlyList<ImageSample> train)
    {
        long[] moments = store.ReadMoments();
        ChannelMoments total = default;
        foreach (ImageSample image in train)
            total += ChannelMoments.From(moments.AsSpan(image.Index * ChannelMoments.Count, ChannelMoments.Count));
        return DatasetStatistics.From(total, store.Manifest.Channels) with
        {
            Sizes = store.Manifest.Statistics.Sizes,
            Averaging = new MeanAveraging(store, train),
        };
    }
}
