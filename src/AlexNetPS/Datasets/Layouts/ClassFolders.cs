using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>One folder for each class. Images in folders below a class folder belong to the class.</summary>
internal static class ClassFolders
{
    /// <exception cref="DatasetException">No class folders, or datasets in their place.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string root = request.Root;
        List<string> warnings = [];
        List<string> classes = FolderReader.FoldersIn(root, warnings);
        if (classes.Count == 0)
            throw WrongLevel.NoClasses(root);
        WrongLevel.RejectTooHigh(root, classes);
        FolderReader.ReportStrays(root, "a class folder", warnings);
        return FolderReader.Finish("class folders",
            [.. FolderReader.ListClasses(root, "", classes, null, request.Cancellation)], classes, warnings) with
        {
            Descriptions = ClassDescriptions.Find([root], classes),
        };
    }
}
