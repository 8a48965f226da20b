namespace AlexNetPS.Datasets.Export;

/// <summary>An image of a selection.</summary>
/// <param name="Path">Full path, or "archive#member".</param>
/// <param name="Label">Class name.</param>
/// <param name="Split">Split.</param>
/// <param name="Sample">The image in its dataset; null for a file.</param>
/// <param name="Dataset">The dataset; null if it is not known.</param>
internal sealed record ExportImage(string Path, string Label, SplitName Split, ImageSample? Sample,
    ImageNetDataset? Dataset)
{
    /// <summary>Columns of the list it comes from; null without such columns.</summary>
    public PropertyRow? Properties => Sample?.Row;

    /// <summary>Path in the first source: an export of an export keeps it.</summary>
    public string SourcePath => Properties?[ExportColumns.SourcePath] is { Length: > 0 } first ? first : Shown;

    /// <summary>Path relative to the source of the dataset; the file's name if it is not known.</summary>
    public string Shown => Sample is { } sample && !System.IO.Path.IsPathRooted(sample.RelativePath)
        ? sample.RelativePath
        : System.IO.Path.GetFileName(Path);
}
