namespace AlexNetPS.Datasets.Store;

/// <summary>Where a prepared picture lies and what was counted on it.</summary>
/// <param name="Offset">Of its first byte among all pixels.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="Height">Rows as stored.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="SourceWidth">Columns in the file.</param>
/// <param name="SourceHeight">Rows in the file.</param>
/// <param name="Moments">Sums for the statistics.</param>
internal readonly record struct StoredPicture(long Offset, int Width, int Height, int Channels, int SourceWidth, int SourceHeight, ChannelMoments Moments)
{
    public long Length => (long)Width * Height * Channels;
}

/// <summary>What became of a file: a stored picture, or a reason.</summary>
/// <param name="Length">Bytes of the file when it was read.</param>
/// <param name="Modified">Its last change.</param>
/// <param name="Picture">Null if the file was skipped.</param>
/// <param name="Reason">Why it was skipped.</param>
internal sealed record FileOutcome(long Length, DateTime Modified, StoredPicture? Picture, string? Reason)
{
    /// <summary>A reason that may go away by itself (no permission, read error): such a file is tried again at every import.</summary>
    public const long TryAgain = -2;

    public bool IsOf(in Layouts.SourceFile file) => Length == file.Length && Modified == file.Modified;
}
