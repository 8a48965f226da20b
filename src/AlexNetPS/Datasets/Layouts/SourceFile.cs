namespace AlexNetPS.Datasets.Layouts;

/// <summary>A listed image of a dataset. Path, length and time together identify its content.</summary>
/// <param name="RelativePath">
/// Path relative to the dataset folder, with '/' on all systems; "archive#member" for an image in a file of many
/// images.
/// </param>
/// <param name="ClassName">Class name.</param>
/// <param name="FixedSplit">Split set by its folder or list; null if the split is drawn.</param>
/// <param name="Length">Length in bytes; <see cref="NotAFile"/> if there is nothing to read.</param>
/// <param name="Modified">Last modification of the containing file, UTC.</param>
/// <param name="Member">Location in an archive; null for a separate file.</param>
internal readonly record struct SourceFile(string RelativePath, string ClassName, SplitName? FixedSplit, long Length,
    DateTime Modified, ArchiveMember? Member = null)
{
    public const long NotAFile = -1;

    /// <summary>
    /// Why it cannot be read, if the listing already knows; its length is then <see cref="NotAFile"/>.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>Values of the other columns of its list; null without such columns.</summary>
    public PropertyRow? Properties { get; init; }

    /// <summary>Key of the group that is not divided between splits; null for a group of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Whether there is something to read.</summary>
    public bool IsCandidate => Length > 0;

    /// <summary>Creates an entry for an image that is listed but cannot be read.</summary>
    public static SourceFile Missing(string relativePath, string className, string fault) =>
        new(relativePath, className, null, NotAFile, default) { Fault = fault };
}

/// <summary>A range of bytes in a file of many images.</summary>
/// <param name="Archive">Path of the file relative to the dataset folder.</param>
/// <param name="Offset">Offset of the first byte.</param>
internal sealed record ArchiveMember(string Archive, long Offset);
