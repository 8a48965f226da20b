namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>An entry of a class name file.</summary>
/// <param name="Number">Output index, 0-based; null if the file has none.</param>
/// <param name="Key">Class name in a dataset, such as its synset; null if the file has none.</param>
/// <param name="Name">Readable name.</param>
/// <param name="Text">The whole entry: key and name.</param>
internal sealed record ClassNameRow(int? Number, string? Key, string Name, string Text);
