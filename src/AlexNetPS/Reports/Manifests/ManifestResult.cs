namespace AlexNetPS.Reports.Manifests;

/// <summary>One file of a folder, compared to the folder's manifest.</summary>
public sealed record ManifestResult
{
    /// <summary>Path relative to the folder, with '/'.</summary>
    public required string Path { get; init; }

    /// <summary>How the file compares to the manifest.</summary>
    public required ManifestStatus Status { get; init; }

    /// <summary>Full path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Size in the manifest in bytes; null if unlisted.</summary>
    public long? ExpectedBytes { get; init; }

    /// <summary>Size of the file in bytes; null if it was not read.</summary>
    public long? ActualBytes { get; init; }

    /// <summary>SHA-256 in the manifest; null if unlisted.</summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>SHA-256 of the file; null if it was not read. Unlisted files are not.</summary>
    public string? ActualSha256 { get; init; }

    /// <summary>Why the file was rejected; null for any other status.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Status}{(Reason is null ? "" : $" ({Reason})")}";
}
