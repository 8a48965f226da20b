namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>
/// Images that were rescaled, re-encoded, brightened or lightly edited: their perceptual hashes and their thumbnails
/// are similar.
/// </summary>
internal sealed class NearDuplicates : IHealthCheck
{
    /// <summary>
    /// Maximum mean difference of two thumbnails in 8-bit steps; hashes alone match images of the same composition.
    /// </summary>
    private const double LargestDifference = 8;

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        if (subject.Options.MaximumDistance < 0)
            return [];

        // One image represents each group of identical images: the others are already reported.
        HashSet<int> reported = [.. subject.SameImages.SelectMany(group => group.Skip(1))];
        int[] members = [.. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i] is { Problem: null, Hash.IsFlat: false } && !reported.Contains(i))];
        int[] leader = [.. Enumerable.Range(0, members.Length)];
        int[] different = [.. members.Index().GroupBy(member => Hash(member.Item).Bits)
            .SelectMany(group => JoinSimilar([.. group.Select(member => member.Index)]))];
        foreach ((int a, int b) in NearPairs.Find([.. different.Select(i => Hash(members[i]).Bits)],
            subject.Options.MaximumDistance, subject.Cancellation))
        {
            (int one, int other) = (different[a], different[b]);
            // Most similar images are in one group before they are compared.
            if (Leader(leader, one) != Leader(leader, other) && AreSimilar(one, other))
                Join(leader, one, other);
        }

        return Enumerable.Range(0, members.Length).GroupBy(i => Leader(leader, i)).Where(group => group.Skip(1).Any())
            .Select(group => ImageGroup.Describe(subject, [.. group.Select(i => members[i])], exact: false));

        PerceptualHash Hash(int member) => subject.Facts[member].Hash;

        bool AreSimilar(int one, int other) =>
            Hash(members[one]).Thumbnail.Difference(Hash(members[other]).Thumbnail) <= LargestDifference;

        // Thousands of images with one hash, such as captions on white, would make millions of pairs: each is compared
        // only with images that differ from each other, which then represent the others.
        List<int> JoinSimilar(int[] sameHash)
        {
            List<int> unlike = [];
            foreach (int i in sameHash)
            {
                int known = unlike.FindIndex(other => AreSimilar(i, other));
                if (known >= 0)
                    Join(leader, i, unlike[known]);
                else
                    unlike.Add(i);
            }

            return unlike;
        }
    }

    private static int Leader(int[] leader, int i)
    {
        while (leader[i] != i)
            i = leader[i] = leader[leader[i]];
        return i;
    }

    private static void Join(int[] leader, int a, int b)
    {
        (a, b) = (Leader(leader, a), Leader(leader, b));
        leader[Math.Max(a, b)] = Math.Min(a, b);
    }
}
