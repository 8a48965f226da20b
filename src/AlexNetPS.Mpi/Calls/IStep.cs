namespace AlexNetPS.Mpi.Calls;

/// <summary>Something that is underway in MPI.</summary>
internal interface IStep
{
    /// <summary>Goes on as far as possible without waiting.</summary>
    /// <returns>Whether it has ended.</returns>
    bool Advance();
}
