namespace AlexNetPS.Datasets.Layouts;

/// <summary>The classes that pictures were found for, and the splits of their pictures.</summary>
internal static class ClassList
{
    /// <summary>Classes with pictures to train on, in the listing's order; the others are named in a warning.</summary>
    /// <exception cref="DatasetException">Fewer than two classes, or held-out pictures of a class without training
    /// pictures.</exception>
    public static List<string> Of(string root, FolderListing listing, IReadOnlyList<SourceFile> pictures)
    {
        HashSet<string> trained =
            [.. pictures.Where(p => p.FixedSplit is null or SplitName.Train).Select(p => p.ClassName)];
        List<string> classes = [.. listing.Classes.Where(trained.Contains)];
        string[] orphans = [.. pictures.Select(p => p.ClassName).Distinct().Where(name => !trained.Contains(name))];
        if (orphans.Length > 0)
        {
            throw new DatasetException($"'{root}' has held-out pictures but no readable training pictures of "
                + $"{FolderReader.Count(orphans.Length, "class")}: {FolderReader.Names(orphans)}.");
        }

        string[] empty = [.. listing.Classes.Where(name => !trained.Contains(name))];
        if (empty.Length > 0)
        {
            listing.Warnings.Add($"{FolderReader.Count(empty.Length, "class folder")} without images "
                + $"{(empty.Length == 1 ? "was" : "were")} left out: {FolderReader.Names(empty)}.");
        }

        return classes.Count switch
        {
            0 => throw new DatasetException($"'{root}' has no pictures in its class folders. Give the folder that "
                + "holds one folder of pictures for each class."),
            1 => throw new DatasetException($"'{root}' has pictures of one class only, '{classes[0]}'. A classifier "
                + "needs at least two class folders with pictures."),
            _ => classes,
        };
    }

    /// <summary>The part of each picture: its folder's, or drawn.</summary>
    public static SplitName[] DrawSplits(IReadOnlyList<SourceFile> pictures, ImportOptions options)
    {
        SplitName[] splits = new SplitName[pictures.Count];
        bool hasTest = false;
        for (int i = 0; i < splits.Length; i++)
        {
            splits[i] = pictures[i].FixedSplit ?? SplitName.Train;
            hasTest |= pictures[i].FixedSplit == SplitName.Test;
        }

        ImportOptions drawn = hasTest ? options with { TestFraction = 0 } : options;
        foreach (IGrouping<string, int> group in Enumerable.Range(0, pictures.Count)
            .Where(i => pictures[i].FixedSplit is null).GroupBy(i => pictures[i].ClassName))
        {
            int[] members = [.. group];
            SplitName[] parts = StratifiedSplit.Draw([.. members.Select(i => pictures[i].RelativePath)], drawn);
            for (int i = 0; i < members.Length; i++)
                splits[members[i]] = parts[i];
        }

        return splits;
    }
}
