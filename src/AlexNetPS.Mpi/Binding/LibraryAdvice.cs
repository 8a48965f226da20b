using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi.Binding;

/// <summary>What to install if MPI's library is missing or does not fit.</summary>
internal static class LibraryAdvice
{
    /// <summary>No library was found.</summary>
    public static string Missing(MpiLauncher launcher) =>
        $"{Started(launcher)}, but no MPI library that fits was found. {Install(launcher)}";

    /// <summary>The library found only itself.</summary>
    public static string Alone(MpiLauncher launcher, string library, int size) =>
        $"{Started(launcher)} with {size} processes, but {library} sees only this one: launcher and library do not fit. "
        + (launcher is MpiLauncher.SlurmPmi or MpiLauncher.SlurmPmix
            ? "\"srun --mpi=list\" lists what Slurm can do; Open MPI usually needs --mpi=pmix, MPICH and Intel MPI "
                + "--mpi=pmi2."
            : "Use the mpiexec of that library.");

    private static string Started(MpiLauncher launcher) => launcher switch
    {
        MpiLauncher.OpenMpi => "Open MPI's mpiexec started this process",
        MpiLauncher.IntelMpi => "Intel MPI's mpiexec started this process",
        MpiLauncher.MsMpi => "Microsoft MPI's mpiexec started this process",
        MpiLauncher.SlurmPmi => "srun started this process with PMI",
        MpiLauncher.SlurmPmix => "srun started this process with PMIx",
        _ => "MPICH's mpiexec started this process",
    };

    private static string Install(MpiLauncher launcher)
    {
        if (OperatingSystem.IsWindows())
        {
            return launcher == MpiLauncher.IntelMpi
                ? "Run Intel MPI's vars.bat first, so that impi.dll is on PATH."
                : "Install the Microsoft MPI runtime (msmpisetup.exe).";
        }

        if (OperatingSystem.IsMacOS())
            return launcher == MpiLauncher.OpenMpi ? "\"brew install open-mpi\"." : "\"brew install mpich\".";
        return launcher switch
        {
            MpiLauncher.IntelMpi => "Run Intel MPI's vars.sh first, so that libmpi.so.12 is on LD_LIBRARY_PATH.",
            MpiLauncher.OpenMpi or MpiLauncher.SlurmPmix => "Debian and Ubuntu: \"apt install openmpi-bin\". Elsewhere "
                + "libmpi.so.40 must be on LD_LIBRARY_PATH; \"module load openmpi\" on most clusters.",
            _ => "Debian and Ubuntu: \"apt install mpich\". Elsewhere libmpi.so.12 must be on LD_LIBRARY_PATH; \"module "
                + "load mpich\" on most clusters.",
        };
    }
}
