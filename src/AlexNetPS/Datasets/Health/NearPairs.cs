using System.Numerics;

namespace AlexNetPS.Datasets.Health;

/// <summary>Finds all pairs of 64-bit hashes that differ in few bits, without comparing all pairs.</summary>
/// <remarks>
/// If hashes are split into d + 2 pieces, two that differ in at most d bits agree in at least two pieces (multi-index
/// hashing; Norouzi, Punjani and Fleet, "Fast exact search in Hamming space with multi-index hashing", 2014). Only
/// hashes that share two pieces are compared: at distance 6 that is one in 65,536 of the unrelated pairs for each of 28
/// sorts, so the sorts dominate the cost for a million images.
/// </remarks>
internal static class NearPairs
{
    /// <param name="hashes">The hashes.</param>
    /// <param name="distance">Maximum number of differing bits.</param>
    /// <param name="cancellation">Stops between sorts and buckets.</param>
    /// <returns>Each pair once, as positions, the smaller one first.</returns>
    public static IEnumerable<(int First, int Second)> Find(IReadOnlyList<ulong> hashes, int distance,
        CancellationToken cancellation)
    {
        int pieces = distance + 2;
        ulong[] masks =
            [.. Enumerable.Range(0, pieces).Select(piece => Mask(64 * piece / pieces, 64 * (piece + 1) / pieces))];
        int[] order = [.. Enumerable.Range(0, hashes.Count)];
        ulong[] keys = new ulong[hashes.Count];
        for (int one = 0; one < pieces; one++)
        {
            for (int two = one + 1; two < pieces; two++)
            {
                for (int i = 0; i < order.Length; i++)
                    keys[i] = hashes[order[i]] & (masks[one] | masks[two]);
                Array.Sort(keys, order);
                for (int start = 0, end; start < order.Length; start = end)
                {
                    cancellation.ThrowIfCancellationRequested();
                    for (end = start + 1; end < order.Length && keys[end] == keys[start]; end++)
                    {
                    }

                    for (int a = start; a < end; a++)
                    {
                        for (int b = a + 1; b < end; b++)
                        {
                            ulong difference = hashes[order[a]] ^ hashes[order[b]];
                            if (BitOperations.PopCount(difference) <= distance
                                && AreFirstPieces(difference, masks, one, two))
                            {
                                yield return (Math.Min(order[a], order[b]), Math.Max(order[a], order[b]));
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>A pair that agrees in more than two pieces is reported for the first two only.</summary>
    private static bool AreFirstPieces(ulong difference, ulong[] masks, int one, int two)
    {
        for (int earlier = 0; earlier < two; earlier++)
        {
            if (earlier != one && (difference & masks[earlier]) == 0)
                return false;
        }

        return true;
    }

    private static ulong Mask(int from, int to) => (to == 64 ? ulong.MaxValue : (1UL << to) - 1) & ~((1UL << from) - 1);
}
