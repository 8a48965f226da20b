using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Health;

/// <summary>
/// Joins images that were rescaled, re-encoded, brightened or lightly edited: their perceptual hashes and their
/// thumbnails are similar.
/// </summary>
internal static class SimilarHashes
{
    /// <summary>
    /// Maximum mean difference of two thumbnails in 8-bit steps; hashes alone match images of the same composition.
    /// </summary>
    private const double LargestDifference = 8;

    /// <param name="sets">Sets of all images; joined.</param>
    /// <param name="members">The images to compare.</param>
    /// <param name="hashes">Hashes of all images.</param>
    /// <param name="distance">Maximum number of differing bits.</param>
    /// <param name="cancellation">Stops the comparisons.</param>
    public static void Join(DisjointSets sets, IEnumerable<int> members, Func<int, PerceptualHash> hashes, int distance,
        CancellationToken cancellation)
    {
        int[] different = [.. members.GroupBy(member => hashes(member).Bits).SelectMany(JoinSimilar)];
        foreach ((int a, int b) in NearPairs.Find([.. different.Select(i => hashes(i).Bits)], distance, cancellation))
        {
            (int one, int other) = (different[a], different[b]);
            // Most similar images are in one set before they are compared.
            if (sets.Leader(one) != sets.Leader(other) && AreSimilar(one, other))
                sets.Join(one, other);
        }

        bool AreSimilar(int one, int other) =>
            hashes(one).Thumbnail.Difference(hashes(other).Thumbnail) <= LargestDifference;

        // Thousands of images with one hash, such as captions on white, would make millions of pairs: each is compared
        // only with images that differ from each other, which then represent the others.
        List<int> JoinSimilar(IEnumerable<int> sameHash)
        {
            List<int> unlike = [];
            foreach (int i in sameHash)
            {
                int known = unlike.FindIndex(other => AreSimilar(i, other));
                if (known >= 0)
                    sets.Join(i, unlike[known]);
                else
                    unlike.Add(i);
            }

            return unlike;
        }
    }
}
