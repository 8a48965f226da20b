namespace AlexNetPS.Datasets.Health;

/// <summary>How an image of a store differs from its checksum, or its source file from its hash.</summary>
[Flags]
internal enum StoreFault
{
    None = 0,

    /// <summary>The stored bytes are not those that were written.</summary>
    Damaged = 1,

    /// <summary>The source file has other contents than at import.</summary>
    Changed = 2,

    /// <summary>The source file is missing or cannot be read.</summary>
    Missing = 4,

    /// <summary>The source file was not compared.</summary>
    Unverified = 8,
}
