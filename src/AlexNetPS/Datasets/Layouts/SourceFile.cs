namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// An image of a dataset as the listing shows it. Path, length and time together identify its content.
/// </summary>
/// <param name="RelativePath">
/// Below the dataset's folder, with '/' on every system; "archive#member" for an image inside a file that holds many.
/// </param>
/// <param name="ClassName">Its class.</param>
/// <param name="FixedSplit">The part its folder or list puts it in; null when the split is drawn.</param>
/// <param name="Length">Bytes; <see cref="NotAFile"/> where there is nothing to read.</param>
/// <param name="Modified">Last change of the file that holds it, UTC.</param>
/// <param name="Member">Where its bytes are in an archive; null for a file of its own.</param>
internal readonly record struct SourceFile(string RelativePath, string ClassName, SplitName? FixedSplit, long Length,
    DateTime Modified, ArchiveMember? Member = null)
{
    public const long NotAFile = -1;

    /// <summary>
    /// Why it cannot be read, where the listing knows that already; its length is then <see cref="NotAFile"/>.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>Whether there is something to read.</summary>
    public bool IsCandidate => Length > 0;

    /// <summary>An image that is named somewhere but cannot be read.</summary>
    public static SourceFile Missing(string relativePath, string className, string fault) =>
        new(relativePath, className, null, NotAFile, default) { Fault = fault };
}

/// <summary>A run of bytes in a file that holds many images.</summary>
/// <param name="Archive">The file, below the dataset's folder.</param>
/// <param name="Offset">Of the first byte.</param>
internal sealed record ArchiveMember(string Archive, long Offset);
