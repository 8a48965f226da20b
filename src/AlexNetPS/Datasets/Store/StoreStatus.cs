namespace AlexNetPS.Datasets.Store;

/// <summary>State of a prepared store on disk.</summary>
public enum StoreStatus : long
{
    /// <summary>It can be used.</summary>
    Complete,

    /// <summary>Only an import that was interrupted: the same import continues it.</summary>
    Unfinished,

    /// <summary>An import is writing it now.</summary>
    Importing,

    /// <summary>It cannot be read, or is of another version: an import writes it anew.</summary>
    Damaged,
}
