namespace AlexNetPS.Ranks;

/// <summary>Whether several processes train one network together.</summary>
public enum DistributedMode : long
{
    /// <summary>If MPI started this process and at least one more.</summary>
    Auto,

    /// <summary>Never: each process trains by itself.</summary>
    None,

    /// <summary>Always; an error if MPI did not start this process.</summary>
    Mpi,
}
