namespace AlexNetPS.Datasets.Layouts;

/// <summary>Says where the dataset really is when a folder too high or too low was given.</summary>
internal static class WrongLevel
{
    private static readonly string[] _parts = ["train", "val"];

    /// <summary>Explains a folder without class folders.</summary>
    public static DatasetException NoClasses(string folder)
    {
        int images =
            Directory.EnumerateFiles(folder).Count(path => ImageNames.IsImage(Path.GetFileName(path.AsSpan())));
        if (images == 0)
        {
            return new DatasetException($"'{folder}' has no class folders with images. Give the folder that holds "
                + "one folder of images for each class, or train and val folders above them.");
        }

        string what = $"'{folder}' holds {FolderReader.Count(images, "image")} but no class folders.", sort =
            "the images of each class into a folder named after the class.";
        return Path.GetDirectoryName(folder) is { } above
            && FolderReader.FoldersIn(above, []).Count(name => HoldsImages(Path.Combine(above, name))) > 1
            ? Refusal(what,
                $"If it is itself the folder of a class, give the one above it: '{above}'. Otherwise put {sort}")
            : Refusal(what, $"Put {sort}");
    }

    /// <exception cref="DatasetException">The only folder, or every folder, holds a dataset instead of
    /// images.</exception>
    public static void RejectTooHigh(string root, List<string> folders)
    {
        string first = Path.Combine(root, folders[0]);
        if (HoldsImages(first))
            return;
        List<string> below = FolderReader.FoldersIn(first, []);
        if (PartIn(first) is { } part)
        {
            throw Refusal($"'{root}' is one level too high: its folder '{folders[0]}' is a dataset itself, with a "
                + $"'{part}' folder.", $"Give '{first}'.");
        }

        if (folders.Count == 1 && below.Count(name => HoldsImages(Path.Combine(first, name))) > 1)
        {
            throw Refusal($"'{root}' is one level too high: its only folder '{folders[0]}' holds "
                + $"{FolderReader.Count(below.Count, "folder")} that look like classes.", $"Give '{first}'.");
        }
    }

    /// <summary>
    /// A folder below that is a part of a dataset by its name, and not a class: it holds folders instead of images.
    /// </summary>
    public static string? PartIn(string folder) =>
        FolderReader.FoldersIn(folder, []).Find(name => _parts.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !HoldsImages(Path.Combine(folder, name))
        && FolderReader.FoldersIn(Path.Combine(folder, name), []).Count > 0);

    private static DatasetException Refusal(string what, string advice) =>
        new($"{what} {advice}") { RightLevel = advice };

    private static bool HoldsImages(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder)
                .Any(path => ImageNames.IsImage(Path.GetFileName(path.AsSpan())));
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
