namespace AlexNetPS.Ranks;

/// <summary>What started the processes of a group, and thereby which libraries can connect them.</summary>
internal enum MpiLauncher
{
    /// <summary>mpiexec of Open MPI.</summary>
    OpenMpi,

    /// <summary>mpiexec of MPICH or of a library that is derived from it: hydra.</summary>
    Mpich,

    /// <summary>mpiexec of Intel MPI, hydra too.</summary>
    IntelMpi,

    /// <summary>mpiexec of Microsoft MPI.</summary>
    MsMpi,

    /// <summary>srun --mpi=pmi2, or PMI-1: MPICH and Intel MPI, some builds of Open MPI.</summary>
    SlurmPmi,

    /// <summary>srun --mpi=pmix: Open MPI, some builds of MPICH.</summary>
    SlurmPmix,
}
