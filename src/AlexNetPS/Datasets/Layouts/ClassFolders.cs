using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>One folder per class. Images in subfolders of a class folder belong to the class.</summary>
internal static class ClassFolders
{
    /// <exception cref="DatasetException">There are no class folders, or they contain datasets.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string root = request.Root;
        List<string> warnings = [];
        List<string> classes = FolderReader.FoldersIn(root, warnings, request.SystemFolders);
        if (classes.Count == 0)
            throw WrongLevel.NoClasses(root);
        WrongLevel.RejectTooHigh(root, classes);
        if (request.Options.Layout == DatasetLayout.Auto)
            UnknownParts.Reject(root, classes, warnings);
        FolderReader.ReportStrays(root, "a class folder", warnings);
        return FolderReader.Finish("class folders",
            [.. FolderReader.ListClasses(request, "", classes, null)], classes, warnings) with
        {
            Descriptions = ClassDescriptions.Find([root], classes),
        };
    }
}
