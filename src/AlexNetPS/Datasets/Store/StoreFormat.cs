namespace AlexNetPS.Datasets.Store;

/// <summary>How prepared images are kept on disk.</summary>
public enum StoreFormat
{
    /// <summary>Raw pixels where they take at most half of what is free on the disk, shards elsewhere.</summary>
    Auto,

    /// <summary>Raw pixels in one memory-mapped .npy file: the fastest to load.</summary>
    Npy,

    /// <summary>
    /// Numbered tar files of JPEG and label, as Python's webdataset reads them: about a tenth of the size.
    /// </summary>
    Shards,
}
