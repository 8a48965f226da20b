using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Health;

/// <summary>
/// Finds images that were rescaled, re-encoded, brightened or lightly edited, mirrored or turned by quarters: their
/// perceptual hashes and their thumbnails are similar.
/// </summary>
internal sealed class SimilarImages
{
    private readonly HealthSubject _subject;
    private readonly int[] _members;
    private readonly DisjointSets _sets;
    private readonly bool[] _mirrored, _turned;

    private SimilarImages(HealthSubject subject, int[] members)
    {
        (_subject, _members, _sets) = (subject, members, new(members.Length));
        (_mirrored, _turned) = (new bool[members.Length], new bool[members.Length]);
    }

    /// <summary>One view of an image: what is compared.</summary>
    /// <param name="Member">Position among the members.</param>
    /// <param name="Symmetry">How the image was turned.</param>
    /// <param name="Bits">Bits of its hash then.</param>
    private readonly record struct Entry(int Member, ImageSymmetry Symmetry, ulong Bits);

    /// <summary>Groups of similar images; of identical ones only the first is a member.</summary>
    public static IReadOnlyList<SimilarGroup> Find(HealthSubject subject)
    {
        if (subject.Options.MaximumDistance < 0)
            return [];

        // One image represents each group of identical images: the others are already reported.
        HashSet<int> reported = [.. subject.SameImages.SelectMany(group => group.Skip(1))];
        int[] members = [.. Enumerable.Range(0, subject.Samples.Count)
            .Where(i => subject.Facts[i] is { Problem: null, Hash.IsFlat: false } && !reported.Contains(i))];
        var search = new SimilarImages(subject, members);
        SimilarHashes.Join(search._sets, Enumerable.Range(0, members.Length), search.Hash,
            subject.Options.MaximumDistance, subject.Cancellation);
        search.Join([.. members.SelectMany((_, i) => search.Hash(i).Orientations.All
            .Select(orientation => new Entry(i, orientation.Symmetry, orientation.Bits)))]);
        return search.Groups();
    }

    private PerceptualHash Hash(int member) => _subject.Facts[_members[member]].Hash;

    private void Join(Entry[] entries)
    {
        Entry[] different = [.. entries.GroupBy(entry => entry.Bits).SelectMany(group => JoinSimilar([.. group]))];
        foreach ((int a, int b) in NearPairs.Find([.. different.Select(entry => entry.Bits)],
            _subject.Options.MaximumDistance, _subject.Cancellation))
        {
            // Most similar images are in one group before they are compared.
            if (_sets.Leader(different[a].Member) != _sets.Leader(different[b].Member))
                TryJoin(different[a], different[b]);
        }
    }

    // Thousands of images with one hash, such as captions on white, would make millions of pairs: each is compared
    // only with images that differ from each other, which then represent the others.
    private List<Entry> JoinSimilar(Entry[] sameHash)
    {
        List<Entry> unlike = [];
        foreach (Entry entry in sameHash)
        {
            if (!unlike.Exists(other => _sets.Leader(entry.Member) == _sets.Leader(other.Member) || TryJoin(other, entry)))
                unlike.Add(entry);
        }

        return unlike;
    }

    private bool TryJoin(in Entry one, in Entry other)
    {
        ImageSymmetry symmetry = one.Symmetry.Then(other.Symmetry.Inverse());
        // Images that are alike as they are were compared before.
        if (symmetry == default
            || Hash(one.Member).Thumbnail.Under(symmetry).Difference(Hash(other.Member).Thumbnail)
                > SimilarHashes.LargestDifference
            || !SymmetricCopy.Is(_subject, _members[one.Member], _members[other.Member], symmetry))
        {
            return false;
        }

        int a = _sets.Leader(one.Member), b = _sets.Leader(other.Member);
        _sets.Join(a, b);
        int leader = _sets.Leader(a);
        _mirrored[leader] = _mirrored[a] || _mirrored[b] || symmetry.IsMirrored;
        _turned[leader] = _turned[a] || _turned[b] || symmetry.IsTurned;
        return true;
    }

    private SimilarGroup[] Groups() => [.. Enumerable.Range(0, _members.Length).GroupBy(_sets.Leader)
        .Where(group => group.Skip(1).Any())
        .Select(group => new SimilarGroup([.. group.Select(i => _members[i])], _mirrored[group.Key], _turned[group.Key]))];
}
