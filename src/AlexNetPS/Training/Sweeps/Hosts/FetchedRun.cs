using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Sweeps.Hosts;

/// <summary>The folder of a run that a machine without access to the sweep's folder has trained.</summary>
public static class FetchedRun
{
    /// <summary>Replaces the folder of a run by what a machine has, all or nothing.</summary>
    /// <param name="path">Path of the run folder; it need not exist.</param>
    /// <param name="fetch">Copies the files of the run into a folder.</param>
    /// <exception cref="TrainingException">There is no run among the files, or the folder cannot be written.</exception>
    public static void Replace(string path, Action<string> fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        try
        {
            using var folder = new FolderReplacement(path);
            fetch(folder.Folder);
            if (!TrainingRun.IsRun(folder.Folder))
                throw new TrainingException($"Nothing was trained for '{path}': {TrainingRun.FileName} is missing.");
            folder.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder '{path}' cannot be replaced: {e.Message}", e);
        }
    }
}
