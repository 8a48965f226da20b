namespace AlexNetPS.Ranks;

/// <summary>Connects the processes: the contract of the plug-in for MPI.</summary>
internal interface IRankGroupSource
{
    /// <summary>Connects this process with the others that were started with it.</summary>
    /// <exception cref="RanksException">No library, one of another kind than the launcher's, or it fails.</exception>
    IRankGroup Open(MpiLaunch launch);
}
