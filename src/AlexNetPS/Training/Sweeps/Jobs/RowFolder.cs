using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Sweeps.Jobs;

/// <summary>
/// The folder "rows" of a sweep: an empty file for each run, whose folder is its state, and which is renamed when the
/// state changes. A rename succeeds for one process only, also in a shared folder, so that no run is trained twice.
/// waiting/RUN, running/RUN@WORKER, done/RUN, failed/RUN@WORKER.
/// </summary>
internal sealed class RowFolder(string sweep)
{
    /// <summary>Name of the folder in that of the sweep.</summary>
    public const string Name = "rows";

    private const char Separator = '@';

    private readonly string _root = Path.Combine(sweep, Name);

    private string Waiting => Path.Combine(_root, "waiting");

    private string Running => Path.Combine(_root, "running");

    private string Done => Path.Combine(_root, "done");

    private string Failed => Path.Combine(_root, "failed");

    /// <summary>Folder of the files that workers hold while they live.</summary>
    public string Workers => Path.Combine(_root, "workers");

    public bool Exists => Directory.Exists(_root);

    /// <summary>Creates the rows, all waiting. The folder appears with all of them.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Create(IEnumerable<string> rows)
    {
        using var root = new FolderReplacement(_root);
        foreach (string folder in new[] { Waiting, Running, Done, Failed, Workers })
            Directory.CreateDirectory(Path.Combine(root.Folder, Path.GetFileName(folder)));
        foreach (string row in rows)
            File.WriteAllBytes(Path.Combine(root.Folder, Path.GetFileName(Waiting), row), []);
        root.Commit();
    }

    /// <summary>Lets rows that are done, and have something to train after all, wait again.</summary>
    public void Repeat(IEnumerable<string> rows)
    {
        foreach (string row in rows)
            _ = TryMove(Path.Combine(Done, row), Path.Combine(Waiting, row));
    }

    /// <summary>
    /// Claims a row for a worker: one that waits; one whose worker is dead; one that failed in another job. Null if
    /// there is none.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public string? Claim(RowWorker worker)
    {
        foreach (string file in Files(Waiting))
        {
            if (TryClaim(file, Path.GetFileName(file), worker))
                return Path.GetFileName(file);
        }

        foreach ((string file, string row, string owner) in Owned(Running))
        {
            if (worker.IsDead(owner) && TryClaim(file, row, worker))
                return row;
        }

        foreach ((string file, string row, string owner) in Owned(Failed))
        {
            if (!worker.IsOfSameJob(owner) && TryClaim(file, row, worker))
                return row;
        }

        return null;
    }

    /// <summary>Returns a row that its worker has claimed, in its new state.</summary>
    public void Release(string row, RowWorker worker, SweepRunStatus status) =>
        _ = TryMove(ClaimOf(row, worker), status switch
        {
            SweepRunStatus.Stopped => Path.Combine(Waiting, row),
            SweepRunStatus.Failed => Path.Combine(Failed, row + Separator + worker.Name),
            _ => Path.Combine(Done, row),
        });

    /// <summary>Names of the workers that have claimed rows, by row.</summary>
    public IReadOnlyDictionary<string, string> Claims => Exists
        ? Owned(Running).DistinctBy(claim => claim.Row).ToDictionary(claim => claim.Row, claim => claim.Owner)
        : new Dictionary<string, string>();

    private bool TryClaim(string file, string row, RowWorker worker)
    {
        string claim = ClaimOf(row, worker);
        // The answer to a rename in a shared folder can be lost, and the rename is sent again: then there is nothing to
        // rename, and the row has been claimed.
        return TryMove(file, claim) || File.Exists(claim);
    }

    private string ClaimOf(string row, RowWorker worker) => Path.Combine(Running, row + Separator + worker.Name);

    private static bool TryMove(string from, string to)
    {
        try
        {
            HeldFile.Retry(() => File.Move(from, to, overwrite: true));
            return true;
        }
        catch (FileNotFoundException)
        {
            // Another worker was faster.
            return false;
        }
    }

    private static IEnumerable<(string File, string Row, string Owner)> Owned(string folder) => Files(folder)
        .Select(file => (file, Path.GetFileName(file).Split(Separator, 2)))
        .Where(one => one.Item2.Length == 2).Select(one => (one.file, one.Item2[0], one.Item2[1]));

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
}
