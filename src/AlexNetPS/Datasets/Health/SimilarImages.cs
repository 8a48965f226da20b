namespace AlexNetPS.Datasets.Health;

/// <summary>
/// Finds images that were rescaled, re-encoded, brightened or lightly edited, mirrored or turned by quarters: their
/// perceptual hashes and their thumbnails are similar.
/// </summary>
internal sealed class SimilarImages
{
    /// <summary>
    /// Maximum mean difference of two thumbnails in 8-bit steps; hashes alone match images of the same composition.
    /// </summary>
    private const double LargestDifference = 8;

    private readonly HealthSubject _subject;
    private readonly int[] _members, _leader;
    private readonly bool[] _mirrored, _turned;

    private SimilarImages(HealthSubject subject, int[] members)
    {
        (_subject, _members, _leader) = (subject, members, [.. Enumerable.Range(0, members.Length)]);
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
        search.Join([.. members.Select((_, i) => new Entry(i, default, search.Hash(i).Bits))]);
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
            if (Leader(different[a].Member) != Leader(different[b].Member))
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
            if (!unlike.Exists(other => Leader(entry.Member) == Leader(other.Member) || TryJoin(other, entry)))
                unlike.Add(entry);
        }

        return unlike;
    }

    private bool TryJoin(in Entry one, in Entry other)
    {
        ImageSymmetry symmetry = one.Symmetry.Then(other.Symmetry.Inverse());
        bool isPlain = symmetry == default;
        // Images that are alike as they are were compared before.
        if (isPlain && one.Symmetry != default
            || Hash(one.Member).Thumbnail.Under(symmetry).Difference(Hash(other.Member).Thumbnail) > LargestDifference
            || !isPlain && !SymmetricCopy.Is(_subject, _members[one.Member], _members[other.Member], symmetry))
        {
            return false;
        }

        int a = Leader(one.Member), b = Leader(other.Member), leader = Math.Min(a, b);
        _leader[Math.Max(a, b)] = leader;
        _mirrored[leader] = _mirrored[a] || _mirrored[b] || symmetry.IsMirrored;
        _turned[leader] = _turned[a] || _turned[b] || symmetry.IsTurned;
        return true;
    }

    private SimilarGroup[] Groups() => [.. Enumerable.Range(0, _members.Length).GroupBy(Leader)
        .Where(group => group.Skip(1).Any())
        .Select(group => new SimilarGroup([.. group.Select(i => _members[i])], _mirrored[group.Key], _turned[group.Key]))];

    private int Leader(int i)
    {
        while (_leader[i] != i)
            i = _leader[i] = _leader[_leader[i]];
        return i;
    }
}
