using System.Text.RegularExpressions;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Names under which files and folders are written beside their targets: TARGET.GUID.tmp. A process holds open what it
/// writes, so what nobody holds was left by a killed one.
/// </summary>
internal static partial class TemporaryName
{
    /// <summary>Ending of the file that a process holds while it writes a temporary folder.</summary>
    public const string Lock = ".lock";

    /// <summary>Ending of a previous folder that is being replaced.</summary>
    public const string Previous = ".old";

    private static readonly string[] _endings = ["", Lock, Previous];

    /// <summary>Returns a new name.</summary>
    public static string Beside(string target) => $"{target}.{Guid.NewGuid():N}.tmp";

    /// <summary>Whether a name is a temporary one.</summary>
    public static bool Is(string path) => Ending().IsMatch(path);

    /// <summary>Deletes the temporary files that killed processes left beside a file, or in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="target">Name of the file; null for all.</param>
    public static void DeleteFiles(string folder, string? target = null) => FileReplacement.Quietly(() =>
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.tmp").Where(file => IsOf(file, target)))
            FileReplacement.Quietly(() => Take(file).Dispose());
    });

    /// <summary>
    /// Deletes the temporary folders that killed processes left beside a folder. One that was killed between its two
    /// renames has left the previous folder, which gets its name again.
    /// </summary>
    /// <param name="target">Full path of the folder.</param>
    public static void DeleteFolders(string target) => FileReplacement.Quietly(() =>
    {
        string parent = Path.GetDirectoryName(target)!, name = Path.GetFileName(target);
        string[] left = [.. Directory.EnumerateFileSystemEntries(parent)
            .SelectMany(entry => _endings.Where(ending => entry.EndsWith(ending, StringComparison.Ordinal))
                .Select(ending => entry[..^ending.Length]))
            .Where(entry => IsOf(entry, name)).Distinct()];
        foreach (string folder in left)
            FileReplacement.Quietly(() => DeleteFolder(folder, target));
    });

    private static void DeleteFolder(string folder, string target)
    {
        // The file is there before the folder and goes after it.
        using FileStream? held = File.Exists(folder + Lock) ? Take(folder + Lock) : null;
        if (Directory.Exists(folder + Previous) && !Path.Exists(target))
            Directory.Move(folder + Previous, target);
        foreach (string part in (string[])[folder, folder + Previous])
        {
            if (Directory.Exists(part))
                FolderReplacement.Delete(part);
        }
    }

    /// <summary>Opens a file that nobody holds, which closing it deletes.</summary>
    private static FileStream Take(string file) =>
        new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    private static bool IsOf(string path, string? target)
    {
        string name = Path.GetFileName(path);
        return Ending().Match(name) is { Success: true } end
            && (target is null || FileNames.Comparer.Equals(name[..end.Index], target));
    }

    [GeneratedRegex(@"\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Ending();
}
