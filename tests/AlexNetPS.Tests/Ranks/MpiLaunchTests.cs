using System.Globalization;
using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Ranks;

/// <summary>
/// What the variables of launchers say: read from those of Debian's Open MPI and MPICH, taken from the documentation of
/// the others.
/// </summary>
public sealed class MpiLaunchTests
{
    [Theory]
    [InlineData("OpenMpi 1 of 4",
        "OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_RANK=1 PMIX_RANK=1 PMIX_NAMESPACE=19")]
    [InlineData("OpenMpi 1 of 4", "OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 SLURM_STEP_ID=0 SLURM_PROCID=0")]
    [InlineData("Mpich 2 of 3", "PMI_RANK=2 PMI_SIZE=3 PMI_FD=8 MPI_LOCALRANKID=2 MPI_LOCALNRANKS=3")]
    [InlineData("Mpich 0 of 1", "PMI_RANK=0 PMI_SIZE=1 PMI_FD=8")]
    [InlineData("Mpich 2 of 3", "PMI_RANK=2 PMI_SIZE=3 MPI_LOCALNRANKS=3 SLURM_STEP_ID=0 SLURM_PROCID=0")]
    [InlineData("IntelMpi 2 of 3", "PMI_RANK=2 PMI_SIZE=3 MPI_LOCALNRANKS=3 I_MPI_ROOT=/opt/intel/mpi")]
    [InlineData("SlurmPmi 5 of 6", "SLURM_STEP_ID=0 SLURM_PROCID=5 SLURM_STEP_NUM_TASKS=6 PMI_RANK=5 PMI_SIZE=6 PMI_FD=9")]
    [InlineData("SlurmPmix 5 of 6", "SLURM_STEP_ID=0 SLURM_PROCID=5 SLURM_STEP_NUM_TASKS=6 PMIX_RANK=5")]
    [InlineData(null, "")]
    // A batch script, and srun without an MPI plug-in.
    [InlineData(null, "SLURM_JOB_ID=7 SLURM_PROCID=0 SLURM_NTASKS=4 SLURM_LOCALID=0")]
    [InlineData(null, "SLURM_JOB_ID=7 SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=4 SLURM_LOCALID=1")]
    [InlineData(null, "PMI_RANK=1")]
    [InlineData(null, "OMPI_COMM_WORLD_RANK=x OMPI_COMM_WORLD_SIZE=4")]
    [InlineData(null, "PMI_RANK=4 PMI_SIZE=4")]
    public void OneOnUnix(string? expected, string variables) => Check(expected, variables, windows: false);

    [Theory]
    [InlineData("MsMpi 1 of 2", "PMI_RANK=1 PMI_SIZE=2 MSMPI_BIN=C:/Program_Files/Microsoft_MPI/Bin/")]
    [InlineData("IntelMpi 1 of 2", "PMI_RANK=1 PMI_SIZE=2 I_MPI_ROOT=C:/Intel/mpi")]
    [InlineData(null, "MSMPI_BIN=C:/Program_Files/Microsoft_MPI/Bin/")]
    public void OneOnWindows(string? expected, string variables) => Check(expected, variables, windows: true);

    [Theory]
    [InlineData("8", MpiLauncher.Mpich, 2, "8")]
    [InlineData(null, MpiLauncher.Mpich, 1, "8")]
    [InlineData(null, MpiLauncher.Mpich, 2, null)]
    [InlineData(null, MpiLauncher.SlurmPmi, 2, "8")]
    [InlineData(null, MpiLauncher.OpenMpi, 2, null)]
    public void OnlyMpichIsToldOfAnEarlyEnd(string? expected, object launcher, int size, string? descriptor) =>
        Assert.Equal(expected, EarlyEnd.Descriptor(new((MpiLauncher)launcher, 0, size),
            name => name == "PMI_FD" ? descriptor : null));

    private static void Check(string? expected, string variables, bool windows)
    {
        Dictionary<string, string> known = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        MpiLaunch? launch = MpiLaunch.Find(known.GetValueOrDefault, windows);
        Assert.Equal(expected, launch is null
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{launch.Launcher} {launch.Rank} of {launch.Size}"));
    }
}
