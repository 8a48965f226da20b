namespace AlexNetPS.Inference.Samples;

/// <summary>What a contact sheet states about an image, for a sheet that shows only its number.</summary>
/// <param name="Path">Path of the image.</param>
/// <param name="Label">Class or caption; empty if unknown.</param>
/// <param name="Prediction">Predicted class and its probability, or the distance; empty without one.</param>
public sealed record LegendEntry(string Path, string Label, string Prediction);
