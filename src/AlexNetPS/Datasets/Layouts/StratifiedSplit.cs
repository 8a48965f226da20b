using System.Text;
using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Draws validation and test images from each class alike, so that added files move no other.</summary>
/// <remarks>
/// Every image gets a position from 0 to 1 out of the seed and its own relative path, and out of nothing else: below
/// the validation fraction it is validated on, in the uppermost test fraction it is tested on. A class's shares are
/// therefore the fractions on average, not to the image: stability is worth more than an exact count.
/// Only small classes know an exception. A part that got nothing by position takes the image nearest to it, training
/// first, then validation, then test, as far as training keeps one. A file added later may take that image's place,
/// which then returns to where its position puts it.
/// </remarks>
internal static class StratifiedSplit
{
    /// <param name="paths">Relative paths of one class.</param>
    /// <param name="options">Fractions and seed.</param>
    /// <returns>The part of each path.</returns>
    public static SplitName[] Draw(IReadOnlyList<string> paths, ImportOptions options)
    {
        SplitName[] splits = new SplitName[paths.Count];
        double validationEnd = options.ValidationFraction, testStart = 1 - options.TestFraction;
        if (validationEnd == 0 && testStart == 1)
            return splits;
        double[] positions = [.. paths.Select(path => Position(path, options.Seed))];
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

    private static double Position(string path, ulong seed)
    {
        ulong hash = 14695981039346656037;   // FNV-1a
        foreach (byte value in Encoding.UTF8.GetBytes(path))
            hash = (hash ^ value) * 1099511628211;
        var random = new RandomStream(seed, RandomPurpose.Split, (uint)(hash >> 32), (uint)hash);
        return random.UInt32(0) / 4294967296.0;
    }
}
