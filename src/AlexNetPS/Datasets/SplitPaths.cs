namespace AlexNetPS.Datasets;

/// <summary>Folders, lists or archives of each split; they may be anywhere on the disk.</summary>
/// <param name="Train">Training images: one path or more.</param>
/// <param name="Validation">Validation images; empty to draw them from the training images.</param>
/// <param name="Test">Test images.</param>
public sealed record SplitPaths(IReadOnlyList<string> Train, IReadOnlyList<string> Validation,
    IReadOnlyList<string> Test)
{
    /// <summary>All paths with their splits, the training paths first.</summary>
    internal IEnumerable<(SplitName Split, string Path)> All =>
    [
        .. Train.Select(path => (SplitName.Train, path)), .. Validation.Select(path => (SplitName.Validation, path)),
        .. Test.Select(path => (SplitName.Test, path)),
    ];
}
