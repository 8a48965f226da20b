using AlexNetPS.Formats.Files;

namespace AlexNetPS.Reports.Manifests;

/// <summary>
/// The files of a folder that a manifest lists: all at every depth, except the manifest, and folders whose name begins
/// with a dot (.git, .cache). Links to folders are not followed, and count as a file.
/// </summary>
internal static class FolderFiles
{
    private static readonly EnumerationOptions _entries = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>Returns the relative paths with '/', in ordinal order.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="most">Number of files after which the listing ends.</param>
    /// <param name="cancellation">Cancels the listing.</param>
    public static IReadOnlyList<string> List(string folder, int most, CancellationToken cancellation)
    {
        List<string> found = [];
        var open = new Stack<string>([""]);
        while (open.TryPop(out string? below) && found.Count < most)
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(FileNames.Join(folder, below))
                .EnumerateFileSystemInfos("*", _entries))
            {
                cancellation.ThrowIfCancellationRequested();
                string path = below + entry.Name;
                if (entry is DirectoryInfo && entry.LinkTarget is null)
                {
                    if (!entry.Name.StartsWith('.'))
                        open.Push(path + "/");
                }
                else if (!path.Equals(FolderManifest.FileName, FileNames.Comparison))
                {
                    found.Add(path);
                    if (found.Count == most)
                        break;
                }
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
