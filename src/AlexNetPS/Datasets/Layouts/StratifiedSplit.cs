using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Stratified split: draws validation and test images per class, so that adding files does not move others.
/// </summary>
/// <remarks>
/// Each image has a position from 0 to 1, computed only from the seed and its relative path: below the validation
/// fraction it is a validation image, in the uppermost test fraction a test image. The fractions of a class are
/// therefore exact only on average: stability is worth more than an exact count.
/// Small classes are an exception. A split without an image by position takes the nearest one, training first, then
/// validation, then test, as long as training keeps one. A file added later may replace that image, which then returns
/// to the split of its position.
/// </remarks>
internal static class StratifiedSplit
{
    /// <param name="paths">Relative paths of one class.</param>
    /// <param name="options">Fractions and seed.</param>
    /// <returns>Split of each path.</returns>
    public static SplitName[] Draw(IReadOnlyList<string> paths, ImportOptions options)
    {
        SplitName[] splits = new SplitName[paths.Count];
        double validationEnd = options.ValidationFraction, testStart = 1 - options.TestFraction;
        if (validationEnd == 0 && testStart == 1)
            return splits;
        double[] positions = [.. paths.Select(path => SplitPosition.Of(path, options.Seed))];
        for (int i = 0; i < splits.Length; i++)
        {
            splits[i] = positions[i] < validationEnd
                ? SplitName.Validation
                : positions[i] >= testStart ? SplitName.Test : SplitName.Train;
        }

        if (!splits.Contains(SplitName.Train) && splits.Length > 0)
        {
            splits[Nearest(_ => true, i => Math.Max(validationEnd - positions[i], positions[i] - testStart))] =
                SplitName.Train;
        }

        if (validationEnd > 0)
            Fill(SplitName.Validation, i => positions[i]);
        if (testStart < 1)
            Fill(SplitName.Test, i => -positions[i]);
        return splits;

        void Fill(SplitName part, Func<int, double> distance)
        {
            if (!splits.Contains(part) && splits.Count(split => split == SplitName.Train) > 1)
                splits[Nearest(i => splits[i] == SplitName.Train, distance)] = part;
        }

        int Nearest(Func<int, bool> eligible, Func<int, double> distance) =>
            Enumerable.Range(0, splits.Length).Where(eligible).OrderBy(distance)
                .ThenBy(i => paths[i], StringComparer.Ordinal).First();
    }
}
