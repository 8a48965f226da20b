namespace AlexNetPS.Datasets.Layouts;

/// <summary>The classes that images were found for, and the splits of their images.</summary>
internal static class ClassList
{
    /// <summary>Classes with images to train on, in the listing's order; the others are named in a warning.</summary>
    /// <exception cref="DatasetException">Fewer than two classes, or held-out images of a class without training
    /// images.</exception>
    public static List<string> Of(string root, FolderListing listing, IReadOnlyList<SourceFile> images)
    {
        HashSet<string> trained =
            [.. images.Where(p => p.FixedSplit is null or SplitName.Train).Select(p => p.ClassName)];
        List<string> classes = [.. listing.Classes.Where(trained.Contains)];
        string[] orphans = [.. images.Select(p => p.ClassName).Distinct().Where(name => !trained.Contains(name))];
        if (orphans.Length > 0)
        {
            throw new DatasetException($"'{root}' has held-out images but no readable training images of "
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
            0 => throw new DatasetException($"'{root}' has no images in its class folders. Give the folder that "
                + "holds one folder of images for each class."),
            1 => throw new DatasetException($"'{root}' has images of one class only, '{classes[0]}'. A classifier "
                + "needs at least two class folders with images."),
            _ => classes,
        };
    }

    /// <summary>The part of each image: its folder's, or drawn.</summary>
    public static SplitName[] DrawSplits(IReadOnlyList<SourceFile> images, ImportOptions options)
    {
        SplitName[] splits = new SplitName[images.Count];
        bool hasTest = false;
        for (int i = 0; i < splits.Length; i++)
        {
            splits[i] = images[i].FixedSplit ?? SplitName.Train;
            hasTest |= images[i].FixedSplit == SplitName.Test;
        }

        ImportOptions drawn = hasTest ? options with { TestFraction = 0 } : options;
        foreach (IGrouping<string, int> group in Enumerable.Range(0, images.Count)
            .Where(i => images[i].FixedSplit is null).GroupBy(i => images[i].ClassName))
        {
            int[] members = [.. group];
            SplitName[] parts = StratifiedSplit.Draw([.. members.Select(i => images[i].RelativePath)], drawn);
            for (int i = 0; i < members.Length; i++)
                splits[members[i]] = parts[i];
        }

        return splits;
    }
}
