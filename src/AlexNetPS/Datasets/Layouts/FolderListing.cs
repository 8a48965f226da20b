namespace AlexNetPS.Datasets.Layouts;

/// <summary>What a look at a folder found.</summary>
/// <param name="Layout">The layout in words, for the report.</param>
/// <param name="Files">Every file of a class folder, in ordinal order of their relative paths.</param>
/// <param name="Classes">Class folders in ordinal order; the training part's where there are parts.</param>
/// <param name="Warnings">What a person should know.</param>
internal sealed record FolderListing(string Layout, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> Classes, List<string> Warnings);
