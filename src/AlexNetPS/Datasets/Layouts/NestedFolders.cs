using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Class folders in other folders, such as animals/cat and vehicles/car. Each folder that contains images is a class.
/// </summary>
/// <remarks>
/// Images of a class may also be sorted into subfolders, such as cat/2023 and dog/2023. Nested classes are detected
/// only if no outer folder contains files itself, no inner name occurs in two outer folders, and some outer folder has
/// more than one; an explicit layout overrides this.
/// </remarks>
internal static class NestedFolders
{
    public static bool Fits(DatasetSource source)
    {
        if (source.IsFile)
            return false;
        List<string> outer = FolderReader.FoldersIn(source.Path);
        if (outer.Count < 2 || UnknownParts.AreParts(outer) || UnknownParts.AreFolds(outer) || NumberedParts.Are(outer))
            return false;
        var inner = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        bool branches = false;
        foreach (string folder in outer)
        {
            // Stops at the first class folder that contains a file.
            string path = Path.Combine(source.Path, folder);
            if (HoldsFiles(path) || WrongLevel.PartIn(path) is not null)
                return false;
            List<string> below = FolderReader.FoldersIn(path);
            if (!below.All(inner.Add))
                return false;
            branches |= below.Count > 1;
        }

        return branches && inner.Count > 0;
    }

    /// <exception cref="DatasetException">No folder contains images.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string root = request.Root;
        List<string> warnings = [];
        List<string> outer = FolderReader.FoldersIn(root, warnings, request.SystemFolders);
        if (outer.Count == 0)
            throw WrongLevel.NoClasses(root);
        FolderReader.ReportStrays(root, "the folder it is in", warnings);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        List<SourceFile> files = [];
        foreach (SourceFile file in FolderReader.ListClasses(request, "", outer, null))
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
            warnings.Add($"The folders of '{root}' contain no images but "
                + $"{FolderReader.Count(classes.Length, "folder")} of images, each of which was imported as a class. "
                + "Import with the layout ClassFolders if the outer folders are the classes.");
        }

        return FolderReader.Finish("nested class folders", files, classes, warnings) with
        {
            Descriptions = ClassDescriptions.Find([root], classes),
        };
    }

    private static bool HoldsFiles(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder).Any(path => !ImageNames.IsClutter(Path.GetFileName(path.AsSpan())));
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
