using AlexNetPS.Datasets.Splits;
using AlexNetPS.Formats.Text;
using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Folds;

/// <summary>Divides the images of a dataset into the parts of its folds, each class evenly.</summary>
/// <remarks>
/// The images of a class, in the order of their positions, are dealt in turn, and the next class goes on where it ended:
/// numbers of images differ by at most one, in each class and in all. Whole groups are placed by <see cref="GroupSplit"/>,
/// as evenly as they allow. The part of an image depends only on the paths and
/// classes of the images and on the seed, not on the splits that they were imported with.
/// </remarks>
internal static class FoldParts
{
    private const int NamesShown = 5;

    // Of a class, beside one image.
    private const double LargeDeviation = 0.05;

    /// <summary>Returns the part of each image, from 0.</summary>
    /// <param name="images">The images to divide, in any order.</param>
    /// <param name="fold">Number of parts, seed and groups.</param>
    public static int[] Of(IReadOnlyList<ImageSample> images, DatasetFold fold)
    {
        if (FoldGroups.Of(images, fold) is { } groups)
        {
            SplitItem[] items = [.. images.Select((image, i) => new SplitItem(image.LabelIndex, groups[i],
                image.RelativePath))];
            return GroupSplit.Assign(items, Enumerable.Repeat(new SplitPart(1.0 / fold.Count), fold.Count).ToArray(),
                fold.Seed).Parts;
        }

        int[] parts = new int[images.Count];
        double[] positions = [.. images.Select(image => PathPosition.Of(image.RelativePath, fold.Seed, RandomPurpose.Split))];
        int next = 0;
        foreach (int i in Enumerable.Range(0, images.Count).OrderBy(i => images[i].LabelIndex)
            .ThenBy(i => positions[i]).ThenBy(i => images[i].RelativePath, StringComparer.Ordinal))
        {
            parts[i] = next++ % fold.Count;
        }

        return parts;
    }

    /// <summary>Checks that each fold can be trained and validated.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="images">The divided images.</param>
    /// <param name="parts">Part of each.</param>
    /// <param name="count">Number of parts.</param>
    /// <param name="warn">Called with a message about classes that not every fold validates.</param>
    /// <exception cref="DatasetException">A part has no image, or a class would lack training images.</exception>
    public static void Check(ImageNetDataset dataset, IReadOnlyList<ImageSample> images, int[] parts, int count,
        Action<string>? warn)
    {
        int[,] imagesOf = new int[dataset.Classes.Count, count];
        for (int i = 0; i < parts.Length; i++)
            imagesOf[images[i].LabelIndex, parts[i]]++;
        int[] filled = [.. parts.Distinct()];
        if (filled.Length < count)
        {
            throw new DatasetException($"{count} folds need images in each, and the images of {dataset.Name} or their "
                + $"groups fill only {filled.Length}. Use a smaller count of folds.");
        }

        List<string> single = [], few = [], uneven = [];
        foreach (ImageClass one in dataset.Classes)
        {
            int[] numbers = [.. Enumerable.Range(0, count).Select(part => imagesOf[one.Index, part])];
            int used = numbers.Count(number => number > 0);
            if (used == 1)
                single.Add(one.Name);
            else if (used < count)
                few.Add(one.Name);
            if (numbers.Max(number => Math.Abs(number - (double)numbers.Sum() / count))
                > Math.Max(1, LargeDeviation * numbers.Sum()))
            {
                uneven.Add($"{one.Name} has {numbers.Min()} to {numbers.Max()} images in a part");
            }
        }

        if (single.Count > 0)
        {
            throw new DatasetException($"A fold of {dataset.Name} would have no training images of "
                + $"{NameText.List(single, NamesShown)}: all of them are in one part. A class needs at least two images, "
                + "in two groups if there are groups. Add images, or drop the class with -ClassMap.");
        }

        if (few.Count > 0)
        {
            warn?.Invoke($"Not every one of the {count} folds has validation images of "
                + $"{NameText.List(few, NamesShown)}: there are too few images or groups.");
        }

        if (uneven.Count > 0)
        {
            warn?.Invoke($"Whole groups do not divide the images evenly: {NameText.List(uneven, NamesShown)}. SplitShares "
                + "of each fold lists all classes.");
        }
    }
}
