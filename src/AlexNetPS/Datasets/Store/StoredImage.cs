using System.Runtime.CompilerServices;
using AlexNetPS.Datasets.Health;

namespace AlexNetPS.Datasets.Store;

/// <summary>Location and sizes of a prepared image.</summary>
/// <param name="Shard">
/// Number of its tar file; <see cref="Loose"/> for the file of all pixels, and for a file of JPEGs that are not in
/// shards yet.
/// </param>
/// <param name="Offset">Offset of its first byte in the file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Width">Stored width, pixels.</param>
/// <param name="Height">Stored height, pixels.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="SourceWidth">Width in the source file, pixels.</param>
/// <param name="SourceHeight">Height in the source file, pixels.</param>
internal readonly record struct StoredImage(
    int Shard, long Offset, int Length, int Width, int Height, int Channels, int SourceWidth, int SourceHeight)
{
    public const int Loose = -1;

    public long End => Offset + Length;
}

/// <summary>Result of importing a file: a stored image, or the reason it was skipped.</summary>
/// <param name="Length">Bytes of the file when it was read.</param>
/// <param name="Modified">Last modification of the file, UTC.</param>
/// <param name="Image">Null if the file was skipped.</param>
/// <param name="Reason">Why it was skipped.</param>
/// <param name="Warning">Warning about a file that was read.</param>
/// <param name="Moments">Channel sums for the statistics.</param>
internal sealed record FileResult(long Length, DateTime Modified, StoredImage? Image, string? Reason,
    string? Warning = null, ChannelMoments Moments = default)
{
    /// <summary>SHA-256 of the file.</summary>
    public ContentHash Hash { get; init; }

    /// <summary>CRC-32C of the stored bytes; 0 if the hash is not known either.</summary>
    public uint Checksum { get; init; }

    /// <summary>Perceptual hash of the stored image; null if it is not known.</summary>
    public StrongBox<PerceptualHash>? Look { get; init; }

    /// <summary>
    /// Length that marks a failure that may be temporary (no permission, read error): such a file is tried again at
    /// every import.
    /// </summary>
    public const long TryAgain = -2;

    public bool IsOf(in Layouts.SourceFile file) => Length == file.Length && Modified == file.Modified;
}
