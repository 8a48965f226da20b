using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Images that are nearly the same.</summary>
internal sealed class NearDuplicates : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        if (subject.Options.MaximumDistance < 0)
            return [];

        // One image represents each group of identical images: the others are already reported.
        HashSet<int> reported = [.. subject.SameImages.SelectMany(group => group.Skip(1))];
        int[] members = [.. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i] is { Problem: null, Hash.IsFlat: false } && !reported.Contains(i))];
        var sets = new DisjointSets(subject.Samples.Count);
        SimilarHashes.Join(sets, members, i => subject.Facts[i].Hash, subject.Options.MaximumDistance,
            subject.Cancellation);
        return members.GroupBy(sets.Leader).Where(group => group.Skip(1).Any())
            .Select(group => ImageGroup.Describe(subject, [.. group], exact: false));
    }
}
