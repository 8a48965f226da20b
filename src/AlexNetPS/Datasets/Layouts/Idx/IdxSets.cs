using System.Globalization;
using AlexNetPS.Formats.Idx;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Idx;

/// <summary>Datasets of IDX files named as MNIST's. Images stay gray and keep their size.</summary>
/// <remarks>
/// Without a validation part the test part is the only held-out one, so it serves as the validation split.
/// </remarks>
internal static class IdxSets
{
    // torchvision's and EMNIST's folders of files.
    private static readonly string[] _within = ["raw", "gzip"];

    /// <summary>
    /// Returns the datasets in a folder, in its folder raw or gzip, or else in those of its folders.
    /// </summary>
    public static List<NamedSet> Find(DatasetSource source)
    {
        if (source.IsFile)
            return [];
        List<(string Folder, IdxName[] Files)> sets = [];
        foreach (string folder in Folders(source.Path))
            sets.AddRange(SetsIn(source.Path, folder).Select(files => (folder, files)));
        string[] names = [.. sets.Select(set =>
            set.Files[0].Set is { Length: > 0 } own ? own : IdxFamily.OwnName(Path.Combine(source.Path, set.Folder)))];
        return [.. sets.Select((set, i) => new NamedSet(
            names.Count(name => name.Equals(names[i], StringComparison.OrdinalIgnoreCase)) == 1 ? names[i]
                : $"{set.Folder}/{set.Files[0].Set}".Trim('/'),
            DatasetLayout.Idx, request => Read(request, set.Folder, set.Files, names[i])))];
    }

    private static IEnumerable<string> Folders(string root)
    {
        if (HasImages(root))
            return [""];
        string[] own = [.. _within.Where(name => HasImages(Path.Combine(root, name)))];
        return own.Length > 0 ? own : FolderReader.FoldersIn(root).SelectMany(Below)
            .Where(folder => HasImages(Path.Combine(root, folder)));

        // Listing every folder of a thousand classes would take long, so the names decide.
        static IEnumerable<string> Below(string name) =>
            [.. _within.Select(inner => $"{name}/{inner}"), .. IdxFamily.Of("", name) is null ? (string[])[] : [name]];
    }

    private static bool HasImages(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Directory.EnumerateFiles(folder)
                .Any(path => IdxName.Of(Path.GetFileName(path)) is { IsImages: true });
        }
        catch (UnauthorizedAccessException)
        {
            // A class of this name: who lists it reports it.
            return false;
        }
    }

    private static IEnumerable<IdxName[]> SetsIn(string root, string folder) =>
        Directory.EnumerateFiles(Path.Combine(root, folder)).Select(path => IdxName.Of(Path.GetFileName(path)))
            .OfType<IdxName>().OrderBy(name => name.File, StringComparer.Ordinal)
            .GroupBy(name => name.Set, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Any(name => name.IsImages))
            .Select(group => group.ToArray());

    /// <exception cref="DatasetException">A file is missing, damaged, or does not fit the others.</exception>
    private static FolderListing Read(LayoutRequest request, string folder, IdxName[] names, string own)
    {
        string root = Path.Combine(request.Root, folder);
        IdxPart[] parts = [.. names.GroupBy(name => name.Part).OrderBy(group => group.Key)
            .Select(group => IdxPart.Read(root, [.. group]))];
        if (parts.FirstOrDefault(part => part.Shape != parts[0].Shape) is { } other)
        {
            throw new DatasetException($"'{other.Images}' has images of {other.Shape.Width} x {other.Shape.Height} "
                + $"pixels, and '{parts[0].Images}' of {parts[0].Shape.Width} x {parts[0].Shape.Height}.");
        }

        request.Cancellation.ThrowIfCancellationRequested();
        bool hasHeldOut = parts.Length > 1, hasValidation = parts.Any(part => part.Part == SplitName.Validation);
        SortedDictionary<int, string> classes = IdxClasses.Of(root, names[0].Set, own, parts);
        string prefix = folder.Length == 0 ? "" : folder + "/";
        List<SourceFile> files = [];
        foreach (IdxPart part in parts)
        {
            var file = new FileInfo(part.Images);
            SplitName? split = !hasHeldOut ? null
                : part.Part == SplitName.Test && !hasValidation ? SplitName.Validation
                : part.Part ?? SplitName.Train;
            for (int i = 0; i < part.Labels.Length; i++)
            {
                files.Add(new SourceFile(
                    string.Create(CultureInfo.InvariantCulture, $"{prefix}{file.Name}#{i:D6}"),
                    classes[part.Labels[i]], split, file.Length, file.LastWriteTimeUtc));
            }
        }

        return FolderReader.Finish(
            $"IDX files {string.Join(", ", parts.Select(part => prefix + Path.GetFileName(part.Images)))}", files,
            [.. classes.Values], []) with
        {
            Shape = parts[0].Shape,
            NewReader = IdxReader.Factory(request.Root),
        };
    }
}
