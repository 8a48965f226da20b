namespace AlexNetPS.Inference;

/// <summary>What metrics count of an image.</summary>
/// <param name="Label">Index of the actual class.</param>
/// <param name="Predicted">Index of the predicted class.</param>
/// <param name="Better">Number of classes that are ranked before the actual one.</param>
/// <param name="Loss">Cross-entropy.</param>
internal readonly record struct RankedImage(int Label, int Predicted, int Better, double Loss);
