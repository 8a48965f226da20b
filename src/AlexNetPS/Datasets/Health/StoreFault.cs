namespace AlexNetPS.Datasets.Health;

/// <summary>Difference between a stored image and its checksum, or between its source file and its hash.</summary>
[Flags]
internal enum StoreFault
{
    None = 0,

    /// <summary>The stored bytes differ from those that were written.</summary>
    Damaged = 1,

    /// <summary>The contents of the source file have changed since the import.</summary>
    Changed = 2,

    /// <summary>The source file is missing or cannot be read.</summary>
    Missing = 4,

    /// <summary>The source file was not compared.</summary>
    Unverified = 8,
}
