using System.Globalization;

namespace AlexNetPS.Ranks;

/// <summary>What the environment variables of a process say about how MPI started it.</summary>
/// <param name="Launcher">What started it.</param>
/// <param name="Rank">Number of this process, from 0.</param>
/// <param name="Size">Number of processes.</param>
internal sealed record MpiLaunch(MpiLauncher Launcher, int Rank, int Size)
{
    /// <summary>
    /// Returns how a process was started; null if not by MPI. Slurm's own numbers are not enough: an sbatch script has
    /// them too, and the tasks of an srun without an MPI plug-in, which know nothing of each other.
    /// </summary>
    /// <param name="variable">Value of an environment variable; null if it is not set.</param>
    /// <param name="windows">Whether this is Windows.</param>
    public static MpiLaunch? Find(Func<string, string?> variable, bool windows)
    {
        // First: Open MPI sets variables of PMIx as well.
        if (Numbers("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") is var (rank, size))
            return new(MpiLauncher.OpenMpi, rank, size);

        bool slurm = variable("SLURM_STEP_ID") is not null;
        if (Numbers("PMI_RANK", "PMI_SIZE") is var (pmiRank, pmiSize))
        {
            // Hydra may itself run in a step of Slurm; only hydra counts the ranks of a node.
            bool hydra = variable("MPI_LOCALNRANKS") is not null || variable("HYDI_CONTROL_FD") is not null;
            MpiLauncher launcher = windows && variable("I_MPI_ROOT") is null ? MpiLauncher.MsMpi
                : slurm && !hydra ? MpiLauncher.SlurmPmi
                : variable("I_MPI_ROOT") is not null || variable("I_MPI_MPIRUN") is not null ? MpiLauncher.IntelMpi
                : MpiLauncher.Mpich;
            return new(launcher, pmiRank, pmiSize);
        }

        return slurm && Numbers("PMIX_RANK", "SLURM_STEP_NUM_TASKS") is var (pmixRank, tasks)
            ? new(MpiLauncher.SlurmPmix, pmixRank, tasks)
            : null;

        (int Rank, int Size)? Numbers(string rankName, string sizeName) =>
            Number(rankName) is int rank && Number(sizeName) is int size && rank < size ? (rank, size) : null;

        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : null;
    }
}
