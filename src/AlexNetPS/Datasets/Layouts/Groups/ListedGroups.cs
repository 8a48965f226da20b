using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Layouts.Groups;

/// <summary>Groups that a listing tells: by a column of a list, and by file names.</summary>
internal static class ListedGroups
{
    /// <summary>Returns the listing with the group of each image.</summary>
    /// <exception cref="DatasetException">There is no such column, or no name matches.</exception>
    public static FolderListing Apply(FolderListing listing, ImportOptions options)
    {
        List<string?[]> named = [];
        if (options.GroupColumn is { } column)
            named.Add(FromColumn(listing, column));
        if (options.GroupPattern is { } pattern)
            named.Add(FromNames(listing, new GroupPattern(pattern)));
        if (named.Count == 0)
            return listing;
        string?[] groups = named.Count == 1 ? named[0] : Joined(listing, named);
        SourceFile[] files = [.. listing.Files.Select((file, i) => file with { Group = groups[i] })];
        int without = files.Count(file => file.IsCandidate && file.Group is null);
        if (without > 0)
        {
            listing.Warnings.Add($"{FolderReader.Count(without, "image")} {(without == 1 ? "has" : "have")} no group by "
                + $"{Parameters(options)}: each is a group of its own.");
        }

        return listing with { Files = files };
    }

    private static string?[] FromColumn(FolderListing listing, string column)
    {
        if (!listing.PropertyNames.Contains(column, StringComparer.OrdinalIgnoreCase))
        {
            throw new DatasetException($"-GroupColumn '{column}' needs a list with that column, but the layout is "
                + $"'{listing.Layout}'. Take groups from file names with -GroupPattern.");
        }

        return [.. listing.Files.Select(
            file => file.IsCandidate && file.Properties?[column] is { Length: > 0 } value ? value : null)];
    }

    private static string?[] FromNames(FolderListing listing, GroupPattern pattern)
    {
        var shared = new SharedText();
        string?[] groups = [.. listing.Files.Select(
            file => file.IsCandidate && pattern.GroupOf(file.RelativePath) is { } group ? shared.Of(group) : null)];
        return listing.Files.Any(file => file.IsCandidate) && Array.TrueForAll(groups, group => group is null)
            ? throw new DatasetException($"-GroupPattern '{pattern}' matches none of the "
                + $"{FolderReader.Count(listing.Files.Count, "image")}, such as "
                + $"'{listing.Files.First(file => file.IsCandidate).RelativePath}'. Names are matched without their "
                + "folder; a pattern with a '/' is matched with the path.")
            : groups;
    }

    private static string?[] Joined(FolderListing listing, List<string?[]> named)
    {
        var sets = new DisjointSets(listing.Files.Count);
        foreach (string?[] names in named)
            sets.JoinEqual(names.Index().Where(pair => pair.Item is not null).Select(pair => (pair.Index, pair.Item!)));
        return GroupNames.Of(sets, [.. listing.Files.Select(file => file.RelativePath)], named);
    }

    private static string Parameters(ImportOptions options) => string.Join(" or ", ((string?[])
        [options.GroupColumn is null ? null : $"-GroupColumn '{options.GroupColumn}'",
            options.GroupPattern is null ? null : $"-GroupPattern '{options.GroupPattern}'"]).OfType<string>());
}
