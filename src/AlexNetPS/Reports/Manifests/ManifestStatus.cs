namespace AlexNetPS.Reports.Manifests;

/// <summary>How a file of a folder compares to its manifest.</summary>
public enum ManifestStatus : long
{
    /// <summary>The file has the listed SHA-256.</summary>
    Ok,

    /// <summary>The file has another content.</summary>
    Changed,

    /// <summary>The manifest lists the file, and there is none.</summary>
    Missing,

    /// <summary>The file is in the folder, and the manifest does not list it.</summary>
    Unlisted,

    /// <summary>
    /// Not read: a link that leads out of the folder, a FIFO or a device, a name that the system cannot have, or a file
    /// that cannot be opened.
    /// </summary>
    Rejected,
}
