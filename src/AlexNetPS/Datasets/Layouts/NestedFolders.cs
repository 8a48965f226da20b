using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Class folders below other folders, such as animals/cat and vehicles/car. A folder that holds images is a class.
/// </summary>
/// <remarks>
/// The same shape may mean images sorted further within a class, such as cat/2023 and dog/2023. It is taken for
/// nested classes only if no outer folder holds files itself, none of the inner names occurs under two outer folders,
/// and some outer folder has more than one; asking for a layout by name overrules that.
/// </remarks>
internal static class NestedFolders
{
    public static bool Fits(DatasetSource source)
    {
        if (source.IsFile)
            return false;
        List<string> outer = FolderReader.FoldersIn(source.Path, []);
        if (outer.Count < 2)
            return false;
        var inner = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        bool branches = false;
        foreach (string folder in outer)
        {
            // The first class folder that holds a file ends the look.
            string path = Path.Combine(source.Path, folder);
            if (HoldsFiles(path) || WrongLevel.PartIn(path) is not null)
                return false;
            List<string> below = FolderReader.FoldersIn(path, []);
            if (!below.All(inner.Add))
                return false;
            branches |= below.Count > 1;
        }

        return branches && inner.Count > 0;
    }

    /// <exception cref="DatasetException">No folder holds images.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string root = request.Root;
        List<string> warnings = [];
        List<string> outer = FolderReader.FoldersIn(root, warnings);
        if (outer.Count == 0)
            throw WrongLevel.NoClasses(root);
        FolderReader.ReportStrays(root, "the folder it is in", warnings);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        List<SourceFile> files = [];
        foreach (SourceFile file in FolderReader.ListClasses(root, "", outer, null, request.Cancellation))
        {
            string name = file.RelativePath[..file.RelativePath.LastIndexOf('/')];
            if (names.TryGetValue(name, out string? shared))
                name = shared;
            else
                names.Add(name, name);
            files.Add(file with { ClassName = name });
        }

        string[] classes = [.. names.Keys.Order(StringComparer.Ordinal)];
        if (request.Options.Layout == DatasetLayout.Auto)
        {
            warnings.Add($"The folders of '{root}' hold no images but "
                + $"{FolderReader.Count(classes.Length, "folder")} of images, each of which was taken for a class. "
                + "Import with the layout ClassFolders if the outer folders are the classes.");
        }

        return FolderReader.Finish("nested class folders", files, classes, warnings)
            with { Descriptions = ClassDescriptions.Find([root], classes) };
    }

    private static bool HoldsFiles(string folder) =>
        Directory.EnumerateFiles(folder).Any(path => !ImageNames.IsClutter(Path.GetFileName(path.AsSpan())));
}
