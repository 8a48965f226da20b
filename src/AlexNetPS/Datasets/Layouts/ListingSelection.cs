using AlexNetPS.Formats.Text;
using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Takes the images of a listing that the options select.</summary>
internal static class ListingSelection
{
    /// <exception cref="DatasetException">No image is left.</exception>
    public static FolderListing Apply(FolderListing listing, LayoutRequest request)
    {
        ImageSelection selection = request.Options.Selection;
        if (selection.IsAll)
            return listing;
        SourceFile[] named = Named(listing.Files, selection);
        if (named.Length == 0 && listing.Files.Count > 0)
        {
            throw new DatasetException($"Include and Exclude leave none of the "
                + $"{FolderReader.Count(listing.Files.Count, "file")} of '{request.Source.Path}', such as "
                + $"'{listing.Files[0].RelativePath}'. A pattern is matched with the whole file name, or with the path "
                + "if it contains a '/': 'thumb_*', '*.png', 'thumbs/*'.");
        }

        HashSet<string> left = [.. named.Select(file => file.ClassName)];
        string[] lost = [.. listing.Classes.Where(name => !left.Contains(name))
            .Intersect(listing.Files.Select(file => file.ClassName))];
        if (lost.Length > 0)
        {
            listing.Warnings.Add($"Include and Exclude leave no image of {FolderReader.Count(lost.Length, "class")}: "
                + $"{NameText.List(lost)}.");
        }

        return listing with
        {
            Files = Numbered(named, selection, request.Options.Seed),
            Classes = [.. listing.Classes.Except(lost)],
        };
    }

    private static SourceFile[] Named(IReadOnlyList<SourceFile> files, ImageSelection selection)
    {
        Func<string, bool> names = selection.Names();
        return [.. files.Where(file => names(file.RelativePath))];
    }

    // A file with nothing to read takes no image's place.
    private static IReadOnlyList<SourceFile> Numbered(SourceFile[] files, ImageSelection selection, ulong seed)
    {
        if (selection.First == 0 && selection.MaximumPerClass == 0)
            return files;
        double[] positions = [.. files.Select(file =>
            PathPosition.Of(file.RelativePath, seed, RandomPurpose.Selection))];
        int perPart = selection.MaximumPerClass == 0 ? int.MaxValue : selection.MaximumPerClass;
        IEnumerable<int> taken = Enumerable.Range(0, files.Length).Where(i => files[i].IsCandidate)
            .GroupBy(i => files[i].ClassName)
            .SelectMany(ofClass => InOrder(ofClass, perPart).Index()
                .Select(pair => (Turn: pair.Index, File: pair.Item)))
            .OrderBy(pair => pair.Turn).ThenBy(pair => positions[pair.File])
            .ThenBy(pair => files[pair.File].RelativePath, StringComparer.Ordinal)
            .Take(selection.First == 0 ? int.MaxValue : selection.First)
            .Select(pair => pair.File);
        return [.. taken.Order().Select(i => files[i])];

        // The images of a class: one of each split, training first, then in proportion to the splits.
        IEnumerable<int> InOrder(IEnumerable<int> ofClass, int most) => ofClass
            .GroupBy(i => files[i].FixedSplit ?? SplitName.Train)
            .SelectMany(part =>
            {
                int[] inOrder = [.. part.OrderBy(i => positions[i])
                    .ThenBy(i => files[i].RelativePath, StringComparer.Ordinal).Take(most)];
                return inOrder.Select((file, rank) => (File: file, Split: part.Key,
                    Place: rank == 0 ? (int)part.Key - 3 : (rank + 0.5) / inOrder.Length));
            })
            .OrderBy(entry => entry.Place).ThenBy(entry => entry.Split).Select(entry => entry.File);
    }
}
