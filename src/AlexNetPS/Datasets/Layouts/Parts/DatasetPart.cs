namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Location of the images of one part.</summary>
/// <param name="Split">Split of the part.</param>
/// <param name="Path">Folder or tar relative to the dataset folder, with '/'; "" for that folder itself.</param>
internal sealed record DatasetPart(SplitName Split, string Path)
{
    public string Shown => Path.Length == 0 ? "." : Path;
}

/// <summary>Parts of a dataset, and the folders searched for tables of labels and names.</summary>
/// <param name="Words">Description of the layout.</param>
/// <param name="Parts">At least one.</param>
/// <param name="Tables">Full paths.</param>
internal sealed record DatasetParts(string Words, IReadOnlyList<DatasetPart> Parts, IReadOnlyList<string> Tables)
{
    /// <summary>Folders next to the parts that are skipped.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>Images of a part.</summary>
/// <param name="Files">Images, in any order.</param>
/// <param name="Classes">Class names, in ordinal order.</param>
/// <param name="ByTable">
/// Whether the classes come from a table, which may name more classes than there is training data for.
/// </param>
internal sealed record PartContents(List<SourceFile> Files, List<string> Classes, bool ByTable);
