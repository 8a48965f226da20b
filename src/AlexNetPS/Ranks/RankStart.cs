namespace AlexNetPS.Ranks;

/// <summary>
/// Whether this process is the one that MPI started. All that it starts inherits MPI's variables (jobs of PowerShell,
/// another pwsh) and would take itself for the same rank, so the first process that looks leaves a mark in its own
/// environment, with its id and with what tells its launch from others: under a mpiexec that a rank starts, the mark is
/// that of another launch.
/// </summary>
/// <param name="Launch">How MPI started this process; null if it did not.</param>
/// <param name="Starter">The process that MPI started, if this one descends from it; otherwise null.</param>
/// <param name="Mark">What the processes inherit that this one starts; null if nothing new.</param>
internal sealed record RankStart(MpiLaunch? Launch, int? Starter, string? Mark)
{
    /// <summary>The environment variable of the mark.</summary>
    public const string Variable = "ALEXNETPS_RANK_PROCESS";

    // What differs between two launches. PMI_FD is only a number, so its socket is compared as well.
    private static readonly string[] _names =
        ["PMIX_NAMESPACE", "PMI_JOBID", "PMI_KVS", "PMI_PORT", "PMI_FD", "SLURM_JOB_ID", "SLURM_STEP_ID"];

    /// <summary>This process, as it was when it first looked.</summary>
    public static RankStart Current { get; } = Take();

    /// <summary>Finds out who MPI started.</summary>
    /// <param name="variable">Value of an environment variable; null if it is not set.</param>
    /// <param name="windows">Whether this is Windows.</param>
    /// <param name="process">Id of this process.</param>
    /// <param name="socket">Name of the socket that was inherited as a file descriptor; null if there is none.</param>
    public static RankStart Find(Func<string, string?> variable, bool windows, int process,
        Func<string, string?> socket)
    {
        MpiLaunch? launch = MpiLaunch.Find(variable, windows);
        if (launch is null)
            return new(null, null, null);
        string own = $"{launch.Launcher} {launch.Rank}/{launch.Size}" + string.Concat(
            _names.Select(name => variable(name) is string value ? $" {name}={value}" : ""));
        string? ownSocket = variable("PMI_FD") is string descriptor ? socket(descriptor) : null;
        string[] mark = variable(Variable)?.Split('|') ?? [];
        // A program in between may have closed the socket of MPICH; its mpiexec makes a new one.
        return mark is [string id, string marked, string markedSocket] && int.TryParse(id, out int starter)
            && starter != process && marked == own && (ownSocket is null || ownSocket == markedSocket)
            ? new(null, starter, null)
            : new(launch, null, $"{process}|{own}|{ownSocket}");
    }

    private static RankStart Take()
    {
        RankStart start = Find(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows(), Environment.ProcessId,
            InheritedSocket.Name);
        if (start.Launch is not null)
            EarlyEnd.Watch(start.Launch);
        if (start.Mark is not null)
            Environment.SetEnvironmentVariable(Variable, start.Mark);
        return start;
    }
}
