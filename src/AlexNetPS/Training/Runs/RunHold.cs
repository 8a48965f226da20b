using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Runs;

/// <summary>A run folder that this process holds: no other process can train in it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="held">Its lock file.</param>
/// <param name="created">Whether the folder did not exist before.</param>
internal sealed class RunHold(RunFolder folder, FileStream held, bool created) : IDisposable
{
    public RunFolder Folder => folder;

    /// <summary>
    /// Holds a new folder: the path, or the first of path-2, path-3 and so on that no other run has, whoever else asks
    /// for one at the same time.
    /// </summary>
    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public static RunHold Claim(string path)
    {
        foreach (RunFolder candidate in Candidates(path))
        {
            if (candidate.TryClaim() is RunHold hold)
                return hold;
        }

        throw new TrainingException($"There is no free folder '{path}-NUMBER'.");
    }

    /// <summary>Returns the folder that <see cref="Claim"/> would take now.</summary>
    public static RunFolder FirstFree(string path) => Candidates(path).First(folder => !Path.Exists(folder.Path));

    /// <summary>Leaves the folder as it was before a run that could not begin.</summary>
    public void Undo()
    {
        // A new run has the folder for itself, so everything in it is the run's. Without run.json the rest would be
        // nobody's, so that goes last.
        foreach (string file in Directory.GetFiles(folder.Path).Where(file => file != folder.LockPath)
            .OrderBy(file => file == folder.ManifestPath))
        {
            FileReplacement.Quietly(() => File.Delete(file));
        }

        held.Dispose();
        if (created)
            FileReplacement.Quietly(() => Directory.Delete(folder.Path));
    }

    public void Dispose() => held.Dispose();

    private static IEnumerable<RunFolder> Candidates(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Enumerable.Range(1, int.MaxValue - 1)
            .Select(number => new RunFolder(number == 1 ? path : $"{path}-{number}"));
    }
}
