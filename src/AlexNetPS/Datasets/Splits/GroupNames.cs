using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Splits;

/// <summary>Names of groups that are joined of others.</summary>
/// <remarks>
/// A joined group has the name of one of its parts, so that its position, which is computed from the name, changes
/// rarely when an image is added: of n names the new one becomes the name of the whole with a chance of 1 in n + 1.
/// </remarks>
internal static class GroupNames
{
    /// <summary>
    /// Returns the name of the group of each image; null for an image without others and without name.
    /// </summary>
    /// <param name="sets">The groups.</param>
    /// <param name="paths">Path of each image.</param>
    /// <param name="named">Names given to the images, the most important first; null for an image without one.</param>
    public static string?[] Of(DisjointSets sets, IReadOnlyList<string> paths,
        params IReadOnlyList<IReadOnlyList<string?>> named)
    {
        int count = paths.Count;
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++)
            sizes[sets.Leader(i)]++;
        (int Source, ulong Hash, string Name)?[] best = new (int, ulong, string)?[count];
        for (int i = 0; i < count; i++)
        {
            int leader = sets.Leader(i), source = 0;
            while (source < named.Count && named[source][i] is null)
                source++;
            if (source == named.Count && sizes[leader] == 1)
                continue;
            if (best[leader] is { } known && known.Source < source)
                continue;
            string name = source < named.Count ? named[source][i]! : paths[i];
            (int Source, ulong Hash, string Name) candidate = (source, PathPosition.Hash(name), name);
            if (best[leader] is not { } so || Compare(candidate, so) < 0)
                best[leader] = candidate;
        }

        return Unique(sets, count, best);
    }

    /// <summary>The same text may be the name of two groups, such as 12 in a column and in a file name.</summary>
    private static string?[] Unique(DisjointSets sets, int count, (int Source, ulong Hash, string Name)?[] best)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        string?[] names = new string?[count];
        foreach (int leader in Enumerable.Range(0, count).Where(i => best[i] is not null)
            .Order(Comparer<int>.Create((a, b) => Compare(best[a]!.Value, best[b]!.Value))))
        {
            string name = best[leader]!.Value.Name;
            for (int number = 2; !taken.Add(name); number++)
                name = FormattableString.Invariant($"{best[leader]!.Value.Name} ({number})");
            names[leader] = name;
        }

        for (int i = 0; i < count; i++)
            names[i] = names[sets.Leader(i)];
        return names;
    }

    private static int Compare(in (int Source, ulong Hash, string Name) a, in (int Source, ulong Hash, string Name) b) =>
        a.Source != b.Source ? a.Source.CompareTo(b.Source)
            : a.Hash != b.Hash ? a.Hash.CompareTo(b.Hash) : string.CompareOrdinal(a.Name, b.Name);
}
