using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Relabels and drops images of a listing. Files are not touched.</summary>
internal static class LabelCorrections
{
    private const int Shown = 5;

    /// <exception cref="DatasetException">An image has two different corrections, or a path is that of
    /// several.</exception>
    public static FolderListing Apply(FolderListing listing, LayoutRequest request)
    {
        IReadOnlyList<LabelCorrection> corrections = request.Options.Corrections;
        if (corrections.Count == 0)
            return listing;
        var finder = new ListedImages(listing.Files, request.Root);
        var labels = new Dictionary<int, LabelCorrection>();
        List<string> unmatched = [];
        foreach (LabelCorrection correction in corrections)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            if (finder.Find(correction.Path) is not { } image)
                unmatched.Add(correction.Path);
            else if (!labels.TryAdd(image, correction) && Name(labels[image]) != Name(correction))
                throw new DatasetException(Conflict(listing.Files[image], labels[image], correction));
        }

        if (unmatched.Count > 0)
        {
            listing.Warnings.Add($"{FolderReader.Count(unmatched.Count, "correction")} "
                + $"{(unmatched.Count == 1 ? "matches" : "match")} no image of '{request.Source.Path}': "
                + $"{NameText.List([.. unmatched.Distinct().Select(path => $"'{NameText.Truncate(path, 100)}'")], Shown)}. "
                + "A path is relative to the dataset folder, or a full path.");
        }

        return Relabel(listing, labels);
    }

    private static FolderListing Relabel(FolderListing listing, Dictionary<int, LabelCorrection> labels)
    {
        List<SourceFile> files = new(listing.Files.Count);
        int changed = 0;
        HashSet<string> known = [.. listing.Classes];
        var added = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((int i, SourceFile file) in listing.Files.Index())
        {
            if (!labels.TryGetValue(i, out LabelCorrection? correction) || Name(correction) == file.ClassName)
            {
                files.Add(file);
                continue;
            }

            changed++;
            if (Name(correction) is not { } name)
                continue;
            if (!known.Contains(name))
                added[name] = added.GetValueOrDefault(name) + 1;
            files.Add(file with { ClassName = name });
        }

        if (added.Count > 0)
        {
            string[] shown = [.. added.Select(one => $"'{one.Key}' ({FolderReader.Count(one.Value, "image")})")];
            listing.Warnings.Add($"The corrections make {FolderReader.Count(added.Count, "new class")}: "
                + $"{NameText.List(shown)}.{NearestName.Hint(added.First().Key, listing.Classes)}");
        }

        return listing with
        {
            Files = files,
            Classes = added.Count == 0 ? listing.Classes : WithAdded(listing, added.Keys),
            // Counts by written label are of no use any more.
            Spellings = changed > 0 ? null : listing.Spellings,
            Corrections = changed,
        };
    }

    private static string[] WithAdded(FolderListing listing, IEnumerable<string> added)
    {
        string[] classes = [.. listing.Classes, .. added];
        // The order of the classes is that of their labels; numbers of IDX and CIFAR files stay.
        return listing.Shape is not null ? classes
            : listing.Classes.SequenceEqual(NumericOrder.Of(listing.Classes)) ? [.. NumericOrder.Of(classes)]
            : [.. classes.Order(StringComparer.Ordinal)];
    }

    private static string? Name(LabelCorrection correction) =>
        string.IsNullOrWhiteSpace(correction.Label) ? null : correction.Label.Trim();

    private static string Conflict(in SourceFile file, LabelCorrection one, LabelCorrection other) =>
        $"The corrections contradict each other: '{NameText.Truncate(file.RelativePath, 100)}' is "
            + $"{Shows(one)} and {Shows(other)}. Keep one row for each image.";

    private static string Shows(LabelCorrection correction) => Name(correction) is { } name
        ? $"'{NameText.Truncate(name)}'"
        : "to be dropped";
}
