using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Ranks;

/// <summary>The group of processes that this process was started with.</summary>
public static class RankGroups
{
    private static readonly Lock _opening = new();
    private static IRankGroup? _group;

    /// <summary>
    /// Number of this process among those that MPI started; null if it did not, or started no other. A process that a
    /// rank has started has none.
    /// </summary>
    public static int? StartedRank => RankStart.Current.Launch is { Size: > 1 } launch ? launch.Rank : null;

    /// <summary>
    /// Notes that this is the process that MPI started, if it did. The other members do so too; a program that starts
    /// others, which inherit MPI's variables, calls this before.
    /// </summary>
    public static void Claim() => _ = RankStart.Current;

    /// <summary>
    /// Says that this process works by itself, although MPI may have started it: its failure does not end the others.
    /// </summary>
    public static void GoAlone() => EarlyEnd.Ignore();

    /// <summary>
    /// Returns what the user of this process should know before it trains: that srun started several tasks without MPI,
    /// which then train several runs. On the first task only, and null otherwise.
    /// </summary>
    /// <param name="mode">Whether several processes are to train together.</param>
    public static string? Warning(DistributedMode mode) =>
        mode == DistributedMode.Auto && RankStart.Current is { Launch: null, Starter: null }
            ? SlurmStep.Warning(Environment.GetEnvironmentVariable)
            : null;

    /// <summary>
    /// Connects this process with the others that MPI started with it. A process has one group, which ends with the
    /// process; further calls return the same.
    /// </summary>
    /// <param name="mode">Whether to.</param>
    /// <returns>The group; null if this process trains by itself.</returns>
    /// <exception cref="RanksException">With <see cref="DistributedMode.Mpi"/>: MPI did not start this process, or it
    /// started one that started this. The library is missing or of another kind than its mpiexec, or it
    /// fails.</exception>
    /// <exception cref="PluginException">The plug-in AlexNetPS.Mpi is missing or broken.</exception>
    public static IRankGroup? Open(DistributedMode mode)
    {
        if (mode == DistributedMode.None)
        {
            GoAlone();
            return null;
        }

        RankStart start = RankStart.Current;
        MpiLaunch? launch = start.Launch;
        if (mode == DistributedMode.Auto && launch is null or { Size: 1 })
            return null;
        if (start.Starter is int starter)
        {
            throw new RanksException($"MPI started process {starter}, from which this one descends: only that process is "
                + "a rank. Train there, or train here by itself with -Distributed Auto.");
        }

        if (launch is null)
        {
            throw new RanksException("MPI did not start this process. Start the script with it, "
                + "\"mpiexec -n 4 pwsh -File train.ps1\", or in a Slurm job with \"srun --mpi=pmix\" or \"srun "
                + "--mpi=pmi2\", whichever the MPI library was built for.");
        }

        lock (_opening)
        {
            _group ??= Plugin.Create<IRankGroupSource>("AlexNetPS.Mpi").Open(launch);
            EarlyEnd.Ignore();
            return _group;
        }
    }
}
