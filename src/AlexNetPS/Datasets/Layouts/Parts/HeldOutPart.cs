using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Compares the classes of a held-out part with those of the training part.</summary>
internal static class HeldOutPart
{
    /// <summary>
    /// Returns the held-out images of classes with training images. A table may name a whole benchmark of which only
    /// some classes are present.
    /// </summary>
    public static IEnumerable<SourceFile> Fitting(string root, DatasetPart part, string train, PartContents held,
        List<string> classes, List<string> warnings)
    {
        string[] unknown = [.. held.Classes.Except(classes, StringComparer.Ordinal)];
        if (unknown.Length > 0 && !held.ByTable)
        {
            throw new DatasetException($"'{Path.Combine(root, part.Path)}' has "
                + $"{FolderReader.Count(unknown.Length, "class")} that '{train}' lacks: "
                + $"{NameText.List(unknown)}. Every class needs training images: rename or remove "
                + $"{(unknown.Length == 1 ? "it" : "them")}, on disk or with -ClassMap.");
        }

        string[] missing = [.. classes.Except(held.Classes, StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            warnings.Add($"'{part.Shown}' has no {(held.ByTable ? "images" : "folder")} for "
                + $"{FolderReader.Count(missing.Length, "class")} of '{train}': {NameText.List(missing)}.");
        }

        if (unknown.Length == 0)
            return held.Files;
        HashSet<string> left = [.. unknown];
        int count = held.Files.RemoveAll(file => left.Contains(file.ClassName));
        warnings.Add($"{FolderReader.Count(count, "image")} of '{part.Shown}' {(count == 1 ? "was" : "were")} "
            + $"skipped: {FolderReader.Count(unknown.Length, "class")} without training images: "
            + $"{NameText.List(unknown)}.");
        return held.Files;
    }

    /// <summary>
    /// Whether all images of a test part are in one folder that is no class, as images to be predicted are.
    /// </summary>
    public static bool IsUnlabeled(DatasetPart part, PartContents held, List<string> classes) =>
        part.Split == SplitName.Test && !held.ByTable && held.Classes is [string only] && !classes.Contains(only);
}
