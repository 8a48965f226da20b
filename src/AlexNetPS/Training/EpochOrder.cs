using AlexNetPS.Datasets;
using AlexNetPS.Randomness;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training;

/// <summary>Order of the images in an epoch; depends only on the seed and the epoch.</summary>
internal static class EpochOrder
{
    public static ImageSample[] Of(DatasetSplit train, Sampling sampling, ulong seed, int epoch)
    {
        ImageSample[] order = sampling == Sampling.Balanced ? Balanced(train.Samples, seed, epoch) : [.. train.Samples];
        new RandomStream(seed, RandomPurpose.Shuffle, (uint)epoch).Shuffle<ImageSample>(order);
        return order;
    }

    private static ImageSample[] Balanced(IReadOnlyList<ImageSample> samples, ulong seed, int epoch)
    {
        ImageSample[][] classes =
            [.. samples.GroupBy(sample => sample.LabelIndex).OrderBy(group => group.Key)
                .Select(group => group.ToArray())];
        foreach (ImageSample[] images in classes)
        {
            new RandomStream(seed, RandomPurpose.Shuffle, (uint)epoch, 1 + (uint)images[0].LabelIndex)
                .Shuffle<ImageSample>(images);
        }

        // Which classes get one image more changes with the epoch.
        return [.. Enumerable.Range(0, samples.Count).Select(i =>
        {
            ImageSample[] images = classes[(i + epoch) % classes.Length];
            return images[i / classes.Length % images.Length];
        })];
    }
}
