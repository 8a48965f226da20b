namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>
/// Images that were rescaled, recoded, brightened or lightly edited: near by perceptual hash, and alike as
/// thumbnails.
/// </summary>
internal sealed class NearDuplicates : IHealthCheck
{
    /// <summary>
    /// Mean difference of two thumbnails in gray levels; hashes alone take images of one composition for the same.
    /// </summary>
    private const double LargestDifference = 8;

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        if (subject.Options.MaximumDistance < 0)
            return [];

        // Of images that are the same, one stands for all: the others are told already.
        HashSet<int> told = [.. subject.SameImages.SelectMany(group => group.Skip(1))];
        int[] members = [.. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i] is { Problem: null, Hash.IsFlat: false } && !told.Contains(i))];
        int[] leader = [.. Enumerable.Range(0, members.Length)];
        int[] different = [.. members.Index().GroupBy(member => Hash(member.Item).Bits)
            .SelectMany(alike => JoinAlike([.. alike.Select(member => member.Index)]))];
        foreach ((int a, int b) in NearPairs.Find([.. different.Select(i => Hash(members[i]).Bits)],
            subject.Options.MaximumDistance, subject.Cancellation))
        {
            (int one, int other) = (different[a], different[b]);
            // Of many that are alike, most are in one group before they are compared.
            if (Leader(leader, one) != Leader(leader, other) && AreAlike(one, other))
                Join(leader, one, other);
        }

        return Enumerable.Range(0, members.Length).GroupBy(i => Leader(leader, i)).Where(group => group.Skip(1).Any())
            .Select(group => ImageGroup.Describe(subject, [.. group.Select(i => members[i])], exact: false));

        PerceptualHash Hash(int member) => subject.Facts[member].Hash;

        bool AreAlike(int one, int other) =>
            Hash(members[one]).Thumbnail.Difference(Hash(members[other]).Thumbnail) <= LargestDifference;

        // Thousands of images of one hash, such as captions on white, would make millions of pairs: each is held
        // against those that are unlike each other, and these stand for the others from there on.
        List<int> JoinAlike(int[] sameHash)
        {
            List<int> unlike = [];
            foreach (int i in sameHash)
            {
                int known = unlike.FindIndex(other => AreAlike(i, other));
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
