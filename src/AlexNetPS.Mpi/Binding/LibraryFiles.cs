using AlexNetPS.Formats.Plugins;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi.Binding;

/// <summary>Files that may be the MPI library of a launcher.</summary>
internal static class LibraryFiles
{
    // The number in a name is that of the interface: 40 is Open MPI's since version 4, 12 what MPICH, Intel MPI, MVAPICH
    // and Cray MPICH agreed on. A name without number is whichever the system chose.
    private static readonly string[] _openMpi = ["libmpi.so.40", "libmpi.so"];
    private static readonly string[] _openMpiMac = ["libmpi.40.dylib", .. OfMac];

    private static readonly string[] _mpich =
        ["libmpich.so.12", "libmpi.so.12", "libmpi_gnu_123.so.12", "libmpi_cray.so.12", "libmpi.so"];

    private static readonly string[] _mpichMac = ["libmpi.12.dylib", .. OfMac];

    private static IEnumerable<string> OfMac =>
        Homebrew.LibraryFolders.Select(folder => $"{folder}/libmpi.dylib").Prepend("libmpi.dylib");

    /// <summary>Returns names and paths for the system's loader, those that fit best first.</summary>
    /// <param name="launcher">What started the process.</param>
    /// <param name="variable">Value of an environment variable; null if it is not set.</param>
    public static IEnumerable<string> For(MpiLauncher launcher, Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows())
        {
            return launcher == MpiLauncher.IntelMpi
                ? [.. Below(variable("I_MPI_ROOT"), "bin/impi.dll", "bin/release/impi.dll"), "impi.dll"]
                : ["msmpi.dll"];
        }

        bool mac = OperatingSystem.IsMacOS();
        string[] openMpi =
            [.. Below(variable("OPAL_PREFIX"), "lib/libmpi.so.40", "lib/libmpi.dylib"), .. mac ? _openMpiMac : _openMpi];
        string[] mpich = mac ? _mpichMac : _mpich;
        return launcher switch
        {
            MpiLauncher.OpenMpi => openMpi,
            MpiLauncher.IntelMpi =>
                [.. Below(variable("I_MPI_ROOT"), "lib/libmpi.so.12", "lib/release/libmpi.so.12"), .. mpich],
            MpiLauncher.SlurmPmix => openMpi.Concat(mpich),
            MpiLauncher.SlurmPmi => mpich.Concat(openMpi),
            _ => mpich,
        };
    }

    private static IEnumerable<string> Below(string? folder, params string[] files) =>
        folder is null ? [] : files.Select(file => Path.Combine(folder, file));
}
