namespace AlexNetPS.Datasets;

/// <summary>A correction of the label of one image.</summary>
/// <param name="Path">
/// Path of the image: relative to the dataset folder, as in the list, or full; "archive#member" for an image in an
/// archive.
/// </param>
/// <param name="Label">Its class, which may be a new one; null or blank drops the image.</param>
public sealed record LabelCorrection(string Path, string? Label);
