using AlexNetPS.Datasets.Layouts.Parts;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Explains where the dataset is if a folder too high or too low was specified.</summary>
internal static class WrongLevel
{
    /// <summary>Returns the exception for a folder without class folders.</summary>
    public static DatasetException NoClasses(string folder)
    {
        int images =
            Directory.EnumerateFiles(folder).Count(path => ImageNames.IsImage(Path.GetFileName(path.AsSpan())));
        if (images == 0)
        {
            return new DatasetException($"'{folder}' has no class folders with images. Use the folder that "
                + "contains one folder of images per class, or train and val folders with class folders.");
        }

        string what = $"'{folder}' contains {FolderReader.Count(images, "image")} but no class folders.", sort =
            "the images of each class into a folder named after the class.";
        return Path.GetDirectoryName(folder) is { } above
            && FolderReader.FoldersIn(above).Count(name => FolderReader.HasImages(Path.Combine(above, name), 0)) > 1
            ? Error(what,
                $"If it is a class folder, use its parent folder: '{above}'. Otherwise put {sort}")
            : Error(what, $"Put {sort}");
    }

    /// <exception cref="DatasetException">
    /// The only folder, or every folder, contains a dataset instead of images.
    /// </exception>
    public static void RejectTooHigh(string root, List<string> folders)
    {
        string first = Path.Combine(root, folders[0]);
        if (FolderReader.HasImages(first, 0))
            return;
        List<string> below = FolderReader.FoldersIn(first);
        if (PartIn(first) is { } part)
        {
            throw Error($"'{root}' is one level too high: its folder '{folders[0]}' is a dataset itself, with a "
                + $"'{part}' folder.", $"Use '{first}'.");
        }

        if (folders.Count == 1 && below.Count(name => FolderReader.HasImages(Path.Combine(first, name), 0)) > 1)
        {
            throw Error($"'{root}' is one level too high: its only folder '{folders[0]}' contains "
                + $"{FolderReader.Count(below.Count, "folder")} that look like classes.", $"Use '{first}'.");
        }
    }

    /// <summary>
    /// Returns a subfolder that is a split by name and not a class, because it contains folders instead of images.
    /// </summary>
    public static string? PartIn(string folder) => FolderReader.FoldersIn(folder)
        .Find(name => PartNames.Of(name) is { IsPlain: true, Split: not SplitName.Test }
            && !FolderReader.HasImages(Path.Combine(folder, name), 0)
            && FolderReader.FoldersIn(Path.Combine(folder, name)).Count > 0);

    private static DatasetException Error(string what, string advice) =>
        new($"{what} {advice}") { RightLevel = advice };
}
