using System.Runtime.InteropServices;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi.Binding;

/// <summary>Loads the MPI library that fits what started the process.</summary>
internal static class MpiLibrary
{
    /// <exception cref="RanksException">No such library is installed; the message names the package.</exception>
    public static MpiFunctions Load(MpiLauncher launcher)
    {
        foreach (string file in LibraryFiles.For(launcher, Environment.GetEnvironmentVariable))
        {
            // One of the other family would connect nothing: every process would be rank 0 of 1.
            if (NativeLibrary.TryLoad(file, out nint library) && IsMpi(library)
                && (IsOpenMpi(launcher) ?? MpiFamily.Of(library).IsOpenMpi) == MpiFamily.Of(library).IsOpenMpi)
            {
                return new MpiFunctions(library);
            }
        }

        throw new RanksException(LibraryAdvice.Missing(launcher));
    }

    private static bool IsMpi(nint library) => NativeLibrary.TryGetExport(library, "MPI_Iallreduce", out _);

    // null: Slurm starts both.
    private static bool? IsOpenMpi(MpiLauncher launcher) => launcher switch
    {
        MpiLauncher.OpenMpi => true,
        MpiLauncher.SlurmPmi or MpiLauncher.SlurmPmix => null,
        _ => false,
    };
}
