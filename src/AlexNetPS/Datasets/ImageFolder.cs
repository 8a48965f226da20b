using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>A folder of images without labels.</summary>
public static class ImageFolder
{
    /// <summary>Whether a path has the extension of an image.</summary>
    /// <param name="path">A path or file name.</param>
    public static bool IsImage(string path) => ImageNames.IsImage(path);

    /// <summary>
    /// Returns the files of a folder that are named like images that are read, in ordinal order of their paths. Folders
    /// of the system and of programs (thumbnails, recycle bins) are skipped, and links to folders are not followed.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="recurse">Whether the files of its subfolders are read too.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> Files(string path, bool recurse = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        List<string> files = [];
        Add(files, Path.GetFullPath(path), recurse);
        files.Sort(StringComparer.Ordinal);
        return files.ToReadable();
    }

    /// <summary>Returns why a folder has no images that are read, and what to do, in words.</summary>
    /// <param name="path">A folder for which <see cref="Files"/> finds none.</param>
    /// <param name="recurse">Whether its subfolders were read.</param>
    public static (string Reason, string Advice) WhyEmpty(string path, bool recurse = false)
    {
        string[] formats = [.. Directory.EnumerateFiles(path)
            .Select(file => ImageNames.UnreadFormat(Path.GetFileName(file))).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal)];
        if (formats.Length > 0)
            return ($"its images are {NameText.List(formats)}, which is not read", "Convert them to JPEG or PNG.");
        return recurse || !FolderReader.FoldersIn(path)
            .Exists(name => FolderReader.HasImages(Path.Combine(path, name), 8))
            ? ("no file in it is named like an image", "Files that are named otherwise are read by their own paths.")
            : ("its images are in subfolders", "-Recurse reads those too.");
    }

    private static void Add(List<string> files, string folder, bool recurse)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            ReadOnlySpan<char> name = Path.GetFileName(file.AsSpan());
            if (ImageNames.IsImage(name) && !ImageNames.IsClutter(name))
                files.Add(file);
        }

        if (!recurse)
            return;
        foreach (string name in FolderReader.FoldersIn(folder))
        {
            var below = new DirectoryInfo(Path.Combine(folder, name));
            if (below.LinkTarget is null)
                Add(files, below.FullName, recurse);
        }
    }
}
