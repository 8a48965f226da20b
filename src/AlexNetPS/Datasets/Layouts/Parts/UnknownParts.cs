using System.Text.RegularExpressions;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>
/// Rejects folders that may be parts rather than classes: a network trained on them would learn to tell the parts.
/// </summary>
internal static partial class UnknownParts
{
    private static readonly HashSet<string> _contents = new(StringComparer.OrdinalIgnoreCase)
    {
        "mask", "masks", "label", "labels", "annotation", "annotations", "xml", "json", "txt", "thumb", "thumbs",
    };

    /// <summary>
    /// Checks the folders that are about to become classes; a warning tells if their own folders are taken for a
    /// sorting of images.
    /// </summary>
    /// <exception cref="DatasetException">They may be parts.</exception>
    public static void Reject(string root, IReadOnlyList<string> folders, List<string> warnings)
    {
        if (AreFolds(folders))
            throw Folds(root, folders);
        if (NumberedParts.Are(folders))
        {
            throw new DatasetException($"The folders of '{root}' are named like numbered parts of one set of images, not "
                + $"like classes: {NameText.List(folders, 6)}. If a list has the labels, put it next to them (columns path "
                + "and label; other columns with -PathColumn and -LabelColumn). If each contains class folders, "
                + $"{PartFolders.Advice}. If they are the classes, use -Layout ClassFolders.");
        }

        if (AreParts(folders))
        {
            throw new DatasetException($"The folders of '{root}' are named like parts, not like classes: "
                + $"{NameText.List(folders)}; none is a training part that has class folders. If they are parts, "
                + $"{PartFolders.Advice}. If they are the classes, use -Layout ClassFolders.");
        }

        Dictionary<string, List<string>> inner = Inner(root, folders);
        if (inner.Count < 2)
            return;
        ILookup<string, string> homes = inner.SelectMany(pair => pair.Value.Select(name => (Name: name, Home: pair.Key)))
            .ToLookup(pair => pair.Name, pair => pair.Home, StringComparer.OrdinalIgnoreCase);
        string[] shared = [.. homes.Where(home => home.Count() > 1).Select(home => home.Key)];
        if (shared.Length == 0)
            return;
        if (homes.All(home => PartNames.IsNeutral(home.Key) || _contents.Contains(home.Key)))
        {
            if (homes.Count > 1)
                warnings.Add(Sorted(root, shared));
        }
        else if (shared.Length * 2 < homes.Count || homes.All(home => DatePattern().IsMatch(home.Key)))
        {
            warnings.Add(Sorted(root, shared));
        }
        else
        {
            string[] both = [.. inner.Where(pair => pair.Value.Intersect(shared, StringComparer.OrdinalIgnoreCase).Any())
                .Select(pair => pair.Key)];
            throw new DatasetException($"The folders {NameText.List(both, 6)} of '{root}' contain folders of the same "
                + $"names: {NameText.List(shared, 6)}. If they are parts of the dataset, {PartFolders.Advice}. If they "
                + "are the classes, use -Layout ClassFolders; if each folder in them is a class of its own, "
                + "-Layout NestedFolders.");
        }
    }

    /// <summary>Whether two or more names, and all, are those of parts.</summary>
    public static bool AreParts(IReadOnlyList<string> names)
    {
        PartName?[] parts = [.. names.Select(PartNames.Of)];
        return parts.Length > 1 && parts.All(part => part is { IsPlain: true })
            && parts.DistinctBy(part => part!.Value.Split).Count() > 1;
    }

    /// <summary>Whether two or more names, and all, are those of folds.</summary>
    public static bool AreFolds(IReadOnlyList<string> names) => names.Count > 1 && names.All(PartNames.IsFold);

    private static DatasetException Folds(string root, IReadOnlyList<string> folders) =>
        new($"The folders of '{root}' are named like folds of a cross-validation, not like classes: "
            + $"{NameText.List(folders, 6)}. Choose the folds to train and to validate on: Import-ImageNetFolder "
            + $"-TrainPath {string.Join(", ", folders.SkipLast(1).Take(4))} -ValidationPath {folders[^1]} (-TestPath "
            + "takes folds too). If they are the classes, use -Layout ClassFolders.");

    private static string Sorted(string root, string[] shared) =>
        $"The class folders of '{root}' contain no images but folders, some of the same names: "
            + $"{NameText.List(shared, 6)}. They were taken for a sorting of the images within the class. If the inner "
            + $"folders are the classes and the outer ones are parts, {PartFolders.Advice}; -Layout ClassFolders "
            + "imports them so without this warning.";

    /// <summary>Returns the folders with images in each folder; empty if one contains images itself.</summary>
    private static Dictionary<string, List<string>> Inner(string root, IReadOnlyList<string> folders)
    {
        var inner = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string name in folders)
        {
            string path = Path.Combine(root, FolderUnwrapping.Inside(root, name));
            // Stops at the first class folder that contains an image.
            if (FolderReader.HasImages(path, 0))
                return [];
            List<string> below = [.. FolderReader.FoldersIn(path)
                .Where(candidate => FolderReader.HasImages(Path.Combine(path, candidate), 1))];
            if (below.Count > 0)
                inner.Add(name, below);
        }

        return inner;
    }

    // 2023, 2023-07, 20230714
    [GeneratedRegex(@"^(19|20)\d\d([-_. ]?(0?[1-9]|1[0-2])([-_. ]?\d{1,2})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();
}
