using AlexNetPS.Datasets.Layouts.Groups;
using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Folds;

/// <summary>
/// The groups of images that no fold divides: those that the dataset was imported with, and those of a column or a
/// pattern. Groups that share an image are one.
/// </summary>
internal static class FoldGroups
{
    /// <summary>Returns the group of each image, null for one of its own; null without any groups.</summary>
    /// <exception cref="DatasetException">There is no such column, or no name matches.</exception>
    public static string?[]? Of(IReadOnlyList<ImageSample> images, DatasetFold fold)
    {
        List<string?[]> named = [];
        if (fold.GroupColumn is { } column)
            named.Add(FromColumn(images, column));
        if (fold.GroupPattern is { } pattern)
            named.Add(FromNames(images, new GroupPattern(pattern)));
        string?[] own = [.. images.Select(image => image.Group)];
        if (Array.Exists(own, group => group is not null))
            named.Add(own);
        if (named.Count < 2)
            return named.Count == 0 ? null : named[0];
        var sets = new DisjointSets(images.Count);
        foreach (string?[] names in named)
            sets.JoinEqual(names.Index().Where(pair => pair.Item is not null).Select(pair => (pair.Index, pair.Item!)));
        return GroupNames.Of(sets, [.. images.Select(image => image.RelativePath)], named);
    }

    private static string?[] FromColumn(IReadOnlyList<ImageSample> images, string column)
    {
        string?[] groups = [.. images.Select(image => image.Row?[column])];
        if (Array.TrueForAll(groups, group => group is null))
        {
            string[] known = [.. images.SelectMany(image => image.Row?.Names ?? []).Distinct()];
            throw new DatasetException($"-GroupColumn '{column}' is no column of the dataset's list"
                + (known.Length == 0
                    ? ", which has no other columns or is a folder. Take groups from file names with -GroupPattern."
                    : $"; there are {string.Join(", ", known)}."));
        }

        return [.. groups.Select(group => group is { Length: > 0 } ? group : null)];
    }

    private static string?[] FromNames(IReadOnlyList<ImageSample> images, GroupPattern pattern)
    {
        string?[] groups = [.. images.Select(image => pattern.GroupOf(image.RelativePath))];
        return images.Count > 0 && Array.TrueForAll(groups, group => group is null)
            ? throw new DatasetException($"-GroupPattern '{pattern}' matches none of the images, such as "
                + $"'{images[0].RelativePath}'. Names are matched without their folder; a pattern with a '/' is matched "
                + "with the path.")
            : groups;
    }
}
