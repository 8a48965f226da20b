using AlexNetPS.Datasets.Splits;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>The classes with images, and the splits of the images.</summary>
internal static class ClassList
{
    /// <summary>Returns the classes with training images in the listing's order; a warning names the others.</summary>
    /// <exception cref="DatasetException">
    /// There are fewer than two classes, or a class has held-out images but no training images.
    /// </exception>
    public static List<string> Of(string root, FolderListing listing, IReadOnlyList<SourceFile> images)
    {
        HashSet<string> trained =
            [.. images.Where(p => p.FixedSplit is null or SplitName.Train).Select(p => p.ClassName)];
        List<string> classes = [.. listing.Classes.Where(trained.Contains)];
        string[] orphans = [.. images.Select(p => p.ClassName).Distinct().Where(name => !trained.Contains(name))];
        if (orphans.Length > 0)
        {
            throw new DatasetException($"'{root}' has held-out images but no readable training images of "
                + $"{FolderReader.Count(orphans.Length, "class")}: {NameText.List(orphans)}.");
        }

        List<UnreadClass> unread = UnreadClass.Of(listing.Files, name => !trained.Contains(name));
        string advice = UnreadClass.Advice(unread);
        if (unread.Count > 0)
            listing.Warnings.Add(advice);
        string[] left = [.. listing.Classes.Where(name => !trained.Contains(name))
            .Except(unread.Select(one => one.Name))];
        if (left.Length > 0)
            advice = Report(listing, left, advice);

        return classes.Count switch
        {
            0 => throw new DatasetException($"'{root}' has no images in its class folders. "
                + (advice.Length > 0 ? advice : "Use the folder that contains one folder of images per class.")),
            1 => throw new DatasetException($"'{root}' has images of one class only, '{classes[0]}'. "
                + (advice.Length > 0 ? advice : "A classifier needs at least two class folders with images.")),
            _ => classes,
        };
    }

    /// <summary>Tells classes without images from those whose images or folders cannot be read.</summary>
    private static string Report(FolderListing listing, string[] left, string advice)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (SourceFile file in listing.Files)
        {
            if (file.Fault is { } fault)
                faults.TryAdd(file.ClassName, fault);
        }

        string[] empty = [.. left.Where(name => !faults.ContainsKey(name))];
        if (empty.Length > 0)
        {
            listing.Warnings.Add($"{FolderReader.Count(empty.Length, listing.Shape is null ? "class folder" : "class")} "
                + $"without images {(empty.Length == 1 ? "was" : "were")} skipped: {NameText.List(empty)}.");
        }

        string[] faulty = [.. left.Where(faults.ContainsKey)];
        if (faulty.Length == 0)
            return advice;
        string unreadable = $"{FolderReader.Count(faulty.Length, "class")} {(faulty.Length == 1 ? "was" : "were")} "
            + "skipped, because nothing of "
            + $"{(faulty.Length == 1 ? "it" : "them")} can be read: "
            + $"{NameText.List([.. faulty.Select(name => $"'{name}' ({faults[name]})")])}.";
        listing.Warnings.Add(unreadable);
        return advice.Length > 0 ? advice : unreadable;
    }

    /// <summary>Returns the split of each image: that of its folder, or drawn at random.</summary>
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
        if (options.Grouping is not null)
        {
            DrawGroups(images, splits, drawn);
            return splits;
        }

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

    /// <summary>Returns the splits that are drawn; none if each image has that of its folder.</summary>
    public static SplitName[] DrawnSplits(IReadOnlyList<SourceFile> images, ImportOptions options)
    {
        bool hasTest = images.Any(image => image.FixedSplit == SplitName.Test);
        (SplitName Split, bool IsDrawn)[] splits = [(SplitName.Train, true),
            (SplitName.Validation, options.ValidationFraction > 0),
            (SplitName.Test, options.TestFraction > 0 && !hasTest)];
        return images.All(image => image.FixedSplit is not null) ? []
            : [.. splits.Where(split => split.IsDrawn).Select(split => split.Split)];
    }

    private static void DrawGroups(IReadOnlyList<SourceFile> images, SplitName[] splits, ImportOptions options)
    {
        int[] drawn = [.. Enumerable.Range(0, images.Count).Where(i => images[i].FixedSplit is null)];
        Dictionary<string, int> classes = drawn.Select(i => images[i].ClassName).Distinct()
            .Order(StringComparer.Ordinal).Index().ToDictionary(pair => pair.Item, pair => pair.Index,
                StringComparer.Ordinal);
        // In the order of StratifiedSplit, so that an image without a group is drawn as it is without groups.
        SplitName[] names = [SplitName.Validation, SplitName.Train, SplitName.Test];
        GroupAssignment assignment = GroupSplit.Assign(
            [.. drawn.Select(i => images[i])
                .Select(image => new SplitItem(classes[image.ClassName], image.Group, image.RelativePath))],
            [new(options.ValidationFraction, 1), new(1 - options.ValidationFraction - options.TestFraction, 0),
                new(options.TestFraction, 2)], options.Seed);
        for (int i = 0; i < drawn.Length; i++)
            splits[drawn[i]] = names[assignment.Parts[i]];
    }
}
