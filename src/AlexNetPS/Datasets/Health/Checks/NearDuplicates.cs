namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Pictures that were rescaled, recoded, brightened or lightly edited: near by perceptual hash, and alike as thumbnails.</summary>
internal sealed class NearDuplicates : IHealthCheck
{
    /// <summary>Mean difference of two thumbnails in grey levels; hashes alone take pictures of one composition for the same.</summary>
    private const double LargestDifference = 8;

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        if (subject.Options.MaximumDistance < 0)
            return [];

        // Of pictures that are the same, one stands for all: the others are told already.
        HashSet<int> told = [.. subject.SamePictures.SelectMany(group => group.Skip(1))];
        int[] members = [.. Enumerable.Range(0, subject.Samples.Count).Where(i => subject.Facts[i] is { Problem: null, Hash.IsFlat: false } && !told.Contains(i))];
        int[] leader = [.. Enumerable.Range(0, members.Length)];
        foreach ((int a, int b) in NearPairs.Find([.. members.Select(i => subject.Facts[i].Hash.Bits)], subject.Options.MaximumDistance, subject.Cancellation))
        {
            LumaThumbnail one = subject.Facts[members[a]].Hash.Thumbnail, other = subject.Facts[members[b]].Hash.Thumbnail;
            if (one.Difference(other) <= LargestDifference)
                Join(leader, a, b);
        }

        return Enumerable.Range(0, members.Length).GroupBy(i => Leader(leader, i)).Where(group => group.Skip(1).Any())
            .Select(group => PictureGroup.Describe(subject, [.. group.Select(i => members[i])], exact: false));
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
