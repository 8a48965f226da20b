namespace AlexNetPS.Datasets.Store;

/// <summary>How prepared images are stored on disk.</summary>
public enum StoreFormat : long
{
    /// <summary>Raw pixels if they take at most half of the free disk space, otherwise shards.</summary>
    Auto,

    /// <summary>Raw pixels in one memory-mapped .npy file: fastest to load.</summary>
    Npy,

    /// <summary>
    /// Numbered tar files of JPEGs and labels, readable by Python's webdataset: about a tenth of the size.
    /// </summary>
    Shards,
}
