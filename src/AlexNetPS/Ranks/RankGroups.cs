using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Ranks;

/// <summary>The group of processes that this process was started with.</summary>
public static class RankGroups
{
    private static readonly Lock _opening = new();
    private static IRankGroup? _group;

    /// <summary>Number of this process among those that MPI started; null if it did not, or started no other.</summary>
    public static int? StartedRank => Find() is { Size: > 1 } launch ? launch.Rank : null;

    /// <summary>
    /// Connects this process with the others that MPI started with it. A process has one group, which ends with the
    /// process; further calls return the same.
    /// </summary>
    /// <param name="mode">Whether to.</param>
    /// <returns>The group; null if this process trains by itself.</returns>
    /// <exception cref="RanksException">MPI did not start this process (with <see cref="DistributedMode.Mpi"/>), its
    /// library is missing or of another kind than its mpiexec, or it fails.</exception>
    /// <exception cref="PluginException">The plug-in AlexNetPS.Mpi is missing or broken.</exception>
    public static IRankGroup? Open(DistributedMode mode)
    {
        if (mode == DistributedMode.None)
            return null;
        MpiLaunch? launch = Find();
        if (mode == DistributedMode.Auto && launch is null or { Size: 1 })
            return null;
        if (launch is null)
        {
            throw new RanksException("MPI did not start this process. Start the script with it, "
                + "\"mpiexec -n 4 pwsh -File train.ps1\", or in a Slurm job with \"srun --mpi=pmix\" or \"srun "
                + "--mpi=pmi2\", whichever the MPI library was built for.");
        }

        lock (_opening)
            return _group ??= Plugin.Create<IRankGroupSource>("AlexNetPS.Mpi").Open(launch);
    }

    private static MpiLaunch? Find() =>
        MpiLaunch.Find(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());
}
