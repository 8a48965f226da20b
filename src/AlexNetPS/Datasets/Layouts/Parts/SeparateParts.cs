using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Parts given by their paths: each is a folder of class folders, a list or an archive of its own.</summary>
internal static class SeparateParts
{
    /// <exception cref="DatasetException">A path cannot be read, or has parts of its own.</exception>
    public static FolderListing Read(LayoutRequest request, Func<LayoutRequest, FolderListing> read)
    {
        SplitPaths splits = request.Source.Splits!;
        List<string> warnings = [], classes = [];
        List<SourceFile> files = [];
        var descriptions = new Dictionary<string, string>(StringComparer.Ordinal);
        string train = string.Join(", ", splits.Train.Select(path => Relative(request.Root, path)));
        bool areLists = true;
        foreach (string path in splits.Train)
        {
            FolderListing listing = One(request, path, read, warnings);
            PartContents part = Contents(request, path, listing, splits.Validation.Count == 0 ? null : SplitName.Train);
            files.AddRange(part.Files);
            classes.AddRange(part.Classes);
            areLists &= ListFile.Fits(DatasetSource.At(path));
            foreach ((string name, string words) in listing.Descriptions)
                descriptions.TryAdd(name, words);
        }

        string[] distinct = [.. classes.Distinct()];
        classes = areLists ? [.. NumericOrder.Of(distinct)] : [.. distinct.Order(StringComparer.Ordinal)];
        foreach ((SplitName split, string path) in splits.All.Where(part => part.Split != SplitName.Train))
        {
            PartContents part = Contents(request, path, One(request, path, read, warnings), split);
            files.AddRange(HeldOutPart.Fitting(request.Root, new(split, Relative(request.Root, path)), train, part,
                classes, warnings));
        }

        RejectRepeated(files);
        return FolderReader.Finish(
            $"separate parts: {string.Join(", ", splits.All.Select(part => $"{part.Split} {Relative(request.Root, part.Path)}"))}",
            files, classes, warnings) with
        {
            Descriptions = descriptions,
            ClassMap = request.Renaming.Resolved,
        };
    }

    private static FolderListing One(LayoutRequest request, string path, Func<LayoutRequest, FolderListing> read,
        List<string> warnings)
    {
        FolderListing listing = read(request with { Source = DatasetSource.At(path), IsPart = true });
        if (listing.Shape is not null || listing.NewReader is not null)
            throw new DatasetException($"'{path}' is not a folder of images or a list: import it with -Path.");
        warnings.AddRange(listing.Warnings);
        return listing;
    }

    private static PartContents Contents(LayoutRequest request, string path, FolderListing listing, SplitName? split)
    {
        SplitName[] own = [.. listing.Files.Select(file => file.FixedSplit).OfType<SplitName>().Distinct()
            .Where(found => found != (split ?? SplitName.Train))];
        if (own.Length > 0)
        {
            throw new DatasetException($"'{path}' has a {own[0]} part of its own. Give its parts one by one, or "
                + "import it alone with -Path.");
        }

        string root = DatasetSource.At(path).Root;
        PartContents contents = new(
            [.. listing.Files.Select(file => Moved(file, root, request.Root) with { FixedSplit = split })],
            [.. listing.Classes], false);
        return listing.ClassMap is null ? request.Renaming.Apply(contents) : contents;
    }

    /// <summary>Returns a file with paths relative to the folder of all parts.</summary>
    private static SourceFile Moved(in SourceFile file, string from, string to)
    {
        string prefix = from == to ? "" : Relative(to, from) + "/";
        return file with
        {
            RelativePath = Below(prefix, file.RelativePath),
            Member = file.Member is { } member ? member with { Archive = Below(prefix, member.Archive) } : null,
        };
    }

    private static string Below(string prefix, string path) => Path.IsPathRooted(path) ? path : prefix + path;

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static void RejectRepeated(List<SourceFile> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string[] twice = [.. files.Where(file => !seen.Add(file.RelativePath)).Select(file => file.RelativePath)];
        if (twice.Length > 0)
        {
            throw new DatasetException($"{FolderReader.Count(twice.Length, "image")} "
                + $"{(twice.Length == 1 ? "is" : "are")} in more than one of the given parts: "
                + $"{NameText.List(twice, 3)}. An image belongs to one split.");
        }
    }
}
