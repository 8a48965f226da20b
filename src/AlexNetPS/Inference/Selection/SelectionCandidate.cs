namespace AlexNetPS.Inference.Selection;

/// <summary>An image that can be selected.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Score">Score; the highest come first.</param>
public sealed record SelectionCandidate(string Path, double Score);
