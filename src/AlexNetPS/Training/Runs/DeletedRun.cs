using System.Text.RegularExpressions;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// A run folder that is being deleted: it is renamed first, so that neither a failure nor a process that trains in it
/// leaves half a run. What a killed process left of it is no run and goes with the next one.
/// </summary>
internal static partial class DeletedRun
{
    /// <summary>Whether a folder is one.</summary>
    public static bool Is(string folder) => NamePattern().IsMatch(Path.GetFileName(folder));

    /// <summary>Deletes a run folder. If it is a link, only the link is deleted.</summary>
    public static void Delete(string folder)
    {
        string parent = Path.GetDirectoryName(folder)!;
        string deleted = Path.Combine(parent, $".deleted-{Guid.NewGuid():N}");
        Directory.Move(folder, deleted);
        try
        {
            Directory.Delete(deleted, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // By another process that found it here.
        }

        DeleteRemains(parent);
    }

    /// <summary>Deletes those that killed processes left in a folder of runs.</summary>
    public static void DeleteRemains(string parent) => FileReplacement.Quietly(() =>
    {
        foreach (string folder in Directory.GetDirectories(parent, ".deleted-*").Where(Is))
            FileReplacement.Quietly(() => Directory.Delete(folder, recursive: true));
    });

    [GeneratedRegex("^[.]deleted-[0-9a-f]{32}$")]
    private static partial Regex NamePattern();
}
