namespace AlexNetPS.Datasets.Store;

/// <summary>Where a prepared image lies, and its sizes.</summary>
/// <param name="Shard">Number of the tar file it lies in; <see cref="Loose"/> for the file of all pixels, and for a
/// file of JPEGs that are to become shards.</param>
/// <param name="Offset">Of its first byte in there.</param>
/// <param name="Length">Bytes it takes there.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="Height">Rows as stored.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="SourceWidth">Columns in the file.</param>
/// <param name="SourceHeight">Rows in the file.</param>
internal readonly record struct StoredImage(
    int Shard, long Offset, int Length, int Width, int Height, int Channels, int SourceWidth, int SourceHeight)
{
    public const int Loose = -1;

    public long End => Offset + Length;
}

/// <summary>What became of a file: a stored image, or a reason.</summary>
/// <param name="Length">Bytes of the file when it was read.</param>
/// <param name="Modified">Its last change.</param>
/// <param name="Image">Null if the file was skipped.</param>
/// <param name="Reason">Why it was skipped.</param>
/// <param name="Warning">What was odd about a file that could be read.</param>
/// <param name="Moments">Sums for the statistics.</param>
internal sealed record FileResult(long Length, DateTime Modified, StoredImage? Image, string? Reason,
    string? Warning = null, ChannelMoments Moments = default)
{
    /// <summary>SHA-256 of the file.</summary>
    public ContentHash Hash { get; init; }

    /// <summary>CRC-32C of the stored bytes; 0 if the hash is not known either.</summary>
    public uint Checksum { get; init; }

    /// <summary>
    /// A reason that may go away by itself (no permission, read error): such a file is tried again at every import.
    /// </summary>
    public const long TryAgain = -2;

    public bool IsOf(in Layouts.SourceFile file) => Length == file.Length && Modified == file.Modified;
}
