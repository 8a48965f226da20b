namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>An entry of a file of class names.</summary>
/// <param name="Number">Number of the output, counted from 0; null if the file has none.</param>
/// <param name="Key">What the class is called in a dataset, such as its synset; null if the file has none.</param>
/// <param name="Name">Readable name.</param>
/// <param name="Text">The whole entry: key and name.</param>
internal sealed record ClassNameRow(int? Number, string? Key, string Name, string Text);
