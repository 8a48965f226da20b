using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AlexNetPS.Training;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Hosts;

namespace AlexNetPS.Cmdlets.Remoting;

/// <summary>
/// The folder of a sweep as a machine sees it: the same one, in which it trains in place, or a temporary one there, to
/// and from which runs are copied.
/// </summary>
internal sealed class RemoteFolder : IDisposable
{
    private const string Create = """
        param($path, $plan)
        $null = New-Item -ItemType Directory -Path $path -ErrorAction Stop
        Set-Content -LiteralPath "$path/sweep.json" -Value $plan -Encoding utf8 -ErrorAction Stop
        """;

    private const string Delete = "param($path) Remove-Item -LiteralPath $path -Recurse -Force";

    private const string Send = """
        param($session, $from, $to)
        Copy-Item -ToSession $session -LiteralPath $from -Destination $to -Recurse -Force -ErrorAction Stop
        """;

    private const string Fetch = """
        param($session, $from, $to)
        Copy-Item -FromSession $session -Path $from -Destination $to -Recurse -Force -ErrorAction Stop
        """;

    private readonly string _here;
    private readonly PSSession _session;
    private readonly Runspace _local;
    private readonly bool _isShared;

    /// <param name="sweep">The sweep.</param>
    /// <param name="session">The machine.</param>
    /// <param name="local">A runspace here, for the copies.</param>
    /// <param name="temporary">Folder for temporary files there; null if the machine sees the sweep's own.</param>
    /// <exception cref="RuntimeException">The temporary folder cannot be created.</exception>
    public RemoteFolder(RemoteSweep sweep, PSSession session, Runspace local, string? temporary)
    {
        (_here, _session, _local, _isShared) = (sweep.Path, session, local, temporary is null);
        Path = temporary is null ? _here : $"{temporary.TrimEnd('/', '\\')}/alexnet-sweep-{Guid.NewGuid():N}";
        if (!_isShared)
        {
            string plan = File.ReadAllText(System.IO.Path.Combine(_here, "sweep.json"));
            RemoteShell.Run(session.Runspace, Create, new Hashtable { ["path"] = Path, ["plan"] = plan }, default);
        }
    }

    /// <summary>Path of the folder on the machine.</summary>
    public string Path { get; }

    /// <summary>Takes a run there that has begun here.</summary>
    /// <exception cref="RuntimeException">The files cannot be copied.</exception>
    public void Put(PlannedRun run, CancellationToken cancellation)
    {
        string here = System.IO.Path.Combine(_here, run.Folder);
        if (!_isShared && TrainingRun.IsRun(here))
            Copy(Send, here, Path, cancellation);
    }

    /// <summary>Takes what there is of a run back, also after it was stopped.</summary>
    /// <exception cref="TrainingException">The machine has nothing of the run, or it cannot be written here.</exception>
    /// <exception cref="RuntimeException">The files cannot be copied.</exception>
    public void Take(PlannedRun run)
    {
        if (_isShared)
            return;
        string there = $"{Path}/{run.Folder}";
        FetchedRun.Replace(System.IO.Path.Combine(_here, run.Folder), folder => Copy(Fetch, $"{there}/*", folder, default));
        RemoteShell.Run(_session.Runspace, Delete, new Hashtable { ["path"] = there }, default);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (!_isShared && _session.Runspace.RunspaceStateInfo.State == RunspaceState.Opened)
                RemoteShell.Run(_session.Runspace, Delete, new Hashtable { ["path"] = Path }, default);
        }
        catch (RuntimeException)
        {
            // What is left there is in the folder for temporary files.
        }
    }

    private void Copy(string script, string from, string to, CancellationToken cancellation) => RemoteShell.Run(_local,
        script, new Hashtable { ["session"] = _session, ["from"] = from, ["to"] = to }, cancellation);
}
