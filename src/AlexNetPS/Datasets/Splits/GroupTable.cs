using System.Runtime.InteropServices;

namespace AlexNetPS.Datasets.Splits;

/// <summary>Groups with their number of images in each class.</summary>
internal sealed class GroupTable
{
    private readonly int[] _starts;
    private readonly List<(int Class, int Images)> _entries;

    public GroupTable(IReadOnlyList<SplitItem> items)
    {
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        List<string> keys = [];
        GroupOf = new int[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            SplitItem item = items[i];
            if (item.Group is null || !named.TryGetValue(item.Group, out int group))
            {
                group = keys.Count;
                keys.Add(item.Group ?? item.Key);
                if (item.Group is not null)
                    named.Add(item.Group, group);
            }

            GroupOf[i] = group;
        }

        Keys = keys;
        int[] order = [.. Enumerable.Range(0, items.Count)];
        // Sums of floating-point numbers must not depend on the order of the images.
        Array.Sort([.. order.Select(i => ((long)GroupOf[i] << 32) | (uint)items[i].Class)], order);
        _starts = new int[keys.Count + 1];
        _entries = new(keys.Count);
        int last = -1;
        foreach (int i in order)
        {
            (int group, int label) = (GroupOf[i], items[i].Class);
            if (group == last && _entries[^1].Class == label)
            {
                _entries[^1] = (label, _entries[^1].Images + 1);
                continue;
            }

            for (; last < group; last++)
                _starts[last + 1] = _entries.Count;
            _entries.Add((label, 1));
        }

        _starts[^1] = _entries.Count;
    }

    /// <summary>Group of each image.</summary>
    public int[] GroupOf { get; }

    /// <summary>Key of each group.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Images of a group by class, in the order of the classes.</summary>
    public ReadOnlySpan<(int Class, int Images)> Of(int group) =>
        CollectionsMarshal.AsSpan(_entries)[_starts[group].._starts[group + 1]];
}
