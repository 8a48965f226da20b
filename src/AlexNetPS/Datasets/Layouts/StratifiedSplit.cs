using System.Text;
using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Draws validation and test pictures from each class alike.</summary>
/// <remarks>
/// Every picture gets a random rank from the seed and its own relative path; the lowest ranks of a class are its validation
/// part and the highest its test part. Shares are exact (rounded down, at least one of two or more), the listing's order does
/// not matter, and a picture added to a class moves at most one other between training and each held-out part, and none
/// between validation and test.
/// </remarks>
internal static class StratifiedSplit
{
    /// <param name="paths">Relative paths of one class.</param>
    /// <param name="options">Fractions and seed.</param>
    /// <returns>The part of each path.</returns>
    public static SplitName[] Draw(IReadOnlyList<string> paths, ImportOptions options)
    {
        SplitName[] splits = new SplitName[paths.Count];
        int validation = Share(options.ValidationFraction, paths.Count - 1, paths.Count);
        int test = Share(options.TestFraction, paths.Count - 1 - validation, paths.Count);
        if (validation + test == 0)
            return splits;
        int[] order = [.. Enumerable.Range(0, paths.Count)];
        ulong[] ranks = [.. paths.Select(path => Rank(path, options.Seed))];
        Array.Sort(order, (a, b) => ranks[a] != ranks[b] ? ranks[a].CompareTo(ranks[b]) : string.CompareOrdinal(paths[a], paths[b]));
        foreach (int index in order.AsSpan(0, validation))
            splits[index] = SplitName.Validation;
        foreach (int index in order.AsSpan(order.Length - test))
            splits[index] = SplitName.Test;
        return splits;
    }

    private static int Share(double fraction, int available, int count) =>
        // The epsilon keeps 0.1 of 10 at 1 whatever the fraction's last bit.
        fraction <= 0 ? 0 : Math.Clamp((int)Math.Max(1, Math.Floor(fraction * count + 1e-9)), 0, Math.Max(0, available));

    private static ulong Rank(string path, ulong seed)
    {
        ulong hash = 14695981039346656037;   // FNV-1a
        foreach (byte value in Encoding.UTF8.GetBytes(path))
            hash = (hash ^ value) * 1099511628211;
        RandomStream random = new(seed, RandomPurpose.Split, (uint)(hash >> 32), (uint)hash);
        return (ulong)random.UInt32(0) << 32 | random.UInt32(1);
    }
}
