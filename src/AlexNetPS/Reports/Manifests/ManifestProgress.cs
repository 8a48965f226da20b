namespace AlexNetPS.Reports.Manifests;

/// <summary>Progress of a verification.</summary>
/// <param name="Path">The file that is read.</param>
/// <param name="BytesDone">Bytes read so far.</param>
/// <param name="BytesTotal">Bytes of all listed files.</param>
public readonly record struct ManifestProgress(string Path, long BytesDone, long BytesTotal);
