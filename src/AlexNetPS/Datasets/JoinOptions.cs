namespace AlexNetPS.Datasets;

/// <summary>Options of joining the parts of a dataset.</summary>
public sealed record JoinOptions
{
    /// <summary>
    /// Folder in which the store is written; null for that of the first part, where an import with the same CachePath
    /// looks for it.
    /// </summary>
    public string? CachePath { get; init; }

    /// <summary>Deletes the parts when the store is complete.</summary>
    public bool RemoveParts { get; init; }

    /// <summary>Writes the store again although it is that of the parts.</summary>
    public bool Force { get; init; }
}
