namespace AlexNetPS.Datasets.Layouts;

/// <summary>A file of a dataset's folder as the listing shows it. Path, length and time together identify its content.</summary>
/// <param name="RelativePath">Below the dataset's folder, with '/' on every system.</param>
/// <param name="ClassName">Its class folder.</param>
/// <param name="FixedSplit">The part its folder puts it in; null when the split is drawn.</param>
/// <param name="Length">Bytes; <see cref="NotAFile"/> for a folder that is named like a picture.</param>
/// <param name="Modified">Last change, UTC.</param>
internal readonly record struct SourceFile(string RelativePath, string ClassName, SplitName? FixedSplit, long Length, DateTime Modified)
{
    public const long NotAFile = -1;
}
