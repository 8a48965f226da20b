using System.Globalization;
using AlexNetPS.Datasets.Splits;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Groups;

/// <summary>Warns of groups in several splits, and of shares that whole groups do not allow.</summary>
internal static class GroupReport
{
    private const double LargeDeviation = 0.05;
    private const int Shown = 3;

    /// <summary>Adds the warnings about the groups of images; none without groups.</summary>
    public static void Add(List<string> warnings, IReadOnlyList<SourceFile> images, IReadOnlyList<SplitName> splits,
        ImportOptions options)
    {
        if (options.Grouping is null)
            return;
        if (Crossing(images, splits) is { } crossing)
            warnings.Add(crossing);
        if (Uneven(images, splits, options) is { } uneven)
            warnings.Add(uneven);
    }

    private static string? Crossing(IReadOnlyList<SourceFile> images, IReadOnlyList<SplitName> splits)
    {
        var first = new Dictionary<string, SplitName>(StringComparer.Ordinal);
        var crossing = new SortedSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].Group is { } group && !first.TryAdd(group, splits[i]) && first[group] != splits[i])
                crossing.Add(group);
        }

        return crossing.Count == 0 ? null
            : $"{FolderReader.Count(crossing.Count, "group")} {(crossing.Count == 1 ? "is" : "are")} in more than one "
                + $"split, because the source itself has a validation or test part: {NameText.List(crossing, 5)}. A model "
                + "would be evaluated on groups that it has seen. Let the splits be drawn from all images, or move the "
                + "images of each group to one part (Repair-ImageNetDataset does it for near duplicates).";
    }

    private static string? Uneven(IReadOnlyList<SourceFile> images, IReadOnlyList<SplitName> splits,
        ImportOptions options)
    {
        IReadOnlyList<DrawnSplit> drawn =
            DrawnSplit.Of(ClassList.DrawnSplits(images, options), options.ValidationFraction, options.TestFraction);
        var counts = new SortedDictionary<string, int[]>(StringComparer.Ordinal);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].FixedSplit is not null)
                continue;
            if (!counts.TryGetValue(images[i].ClassName, out int[]? count))
                counts.Add(images[i].ClassName, count = new int[Enum.GetValues<SplitName>().Length]);
            count[(int)splits[i]]++;
            if (images[i].Group is { } group)
                groups[group] = groups.GetValueOrDefault(group) + 1;
        }

        (string Class, DrawnSplit Split, double Share)[] off = [.. counts
            .SelectMany(one => drawn
                .Where(split => split.Split != SplitName.Train && IsFar(one.Value, split, drawn.Count))
                .Select(split => (one.Key, split, one.Value[(int)split.Split] / (double)one.Value.Sum())))
            .OrderByDescending(one => Math.Abs(one.Item3 - one.split.Share))];
        if (off.Length == 0 || groups.Count == 0)
            return null;
        int classes = off.Select(one => one.Class).Distinct().Count();
        KeyValuePair<string, int> largest = groups.OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal).First();
        string shown = NameText.List([.. off.Select(one => string.Create(CultureInfo.InvariantCulture,
            $"{one.Class} has {100 * one.Share:0.#} % of its images in {one.Split.Split} ")
                + string.Create(CultureInfo.InvariantCulture, $"instead of {100 * one.Split.Share:0.#} %"))], Shown);
        return $"Whole groups leave {FolderReader.Count(classes, "class")} far from the wanted shares: {shown}. The "
            + $"largest group is '{NameText.Truncate(largest.Key)}' with {FolderReader.Count(largest.Value, "image")}. "
            + "SplitShares of the dataset lists all classes.";
    }

    /// <summary>
    /// Whether a class is far from a share: by more than five percent and one image, or without any image although
    /// there are enough.
    /// </summary>
    private static bool IsFar(int[] count, in DrawnSplit split, int splits)
    {
        int all = count.Sum(), there = count[(int)split.Split];
        double wanted = split.Share * all;
        return there == 0 ? all >= splits
            : Math.Abs(there - wanted) > 1 && Math.Abs(there - wanted) > LargeDeviation * all;
    }
}
