namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Where the images of one part are.</summary>
/// <param name="Split">The part.</param>
/// <param name="Path">A folder or tar below the dataset's folder, with '/'; "" for that folder itself.</param>
internal sealed record DatasetPart(SplitName Split, string Path)
{
    public string Shown => Path.Length == 0 ? "." : Path;
}

/// <summary>Parts of a dataset, and the folders in which tables of labels and names are looked for.</summary>
/// <param name="Words">The layout in words.</param>
/// <param name="Parts">At least one.</param>
/// <param name="Tables">Full paths.</param>
internal sealed record DatasetParts(string Words, IReadOnlyList<DatasetPart> Parts, IReadOnlyList<string> Tables)
{
    /// <summary>What lies beside the parts and is not taken.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>Images of a part.</summary>
/// <param name="Files">In any order.</param>
/// <param name="Classes">In ordinal order.</param>
/// <param name="ByTable">Whether their classes come from a table, which may name more classes than there is training
/// data for.</param>
internal sealed record PartContents(List<SourceFile> Files, List<string> Classes, bool ByTable);
