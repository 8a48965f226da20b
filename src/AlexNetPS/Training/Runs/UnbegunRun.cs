using AlexNetPS.Formats.Files;
using AlexNetPS.Training.Dvc;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// A folder in which a process was killed before it wrote run.json, the first file of a run: it holds nothing of value,
/// and a run can begin in it.
/// </summary>
internal static class UnbegunRun
{
    // The header takes about a hundred.
    private const long MaximumHeader = 1024;

    /// <summary>Whether a folder is empty, or holds only the lock and temporary files of a killed process.</summary>
    /// <exception cref="IOException">The folder does not exist or cannot be read.</exception>
    public static bool Is(RunFolder folder)
    {
        string[] entries = [.. Directory.EnumerateFileSystemEntries(folder.Path).Where(entry =>
            entry != folder.LockPath && !(TemporaryName.Is(entry) && File.Exists(entry))
            && !(folder.MayHoldDvc && DvcFolder.IsDescription(entry)))];
        // Earlier versions wrote the table, without a row yet, and then the classes before run.json.
        return entries.Length == 0 || (entries.Contains(folder.MetricsPath)
            && entries.All(entry => entry == folder.MetricsPath || entry == folder.ClassIndicesPath)
            && HasHeaderOnly(folder.MetricsPath));
    }

    private static bool HasHeaderOnly(string path) =>
        new FileInfo(path) is { Exists: true, Length: > 0 and <= MaximumHeader }
        && InputFile.ReadLines(path, MaximumHeader).Count == 1;
}
