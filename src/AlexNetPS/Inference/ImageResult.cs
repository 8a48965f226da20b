namespace AlexNetPS.Inference;

/// <summary>Result of one image of an evaluation.</summary>
/// <param name="Image">Path relative to the dataset, with forward slashes: the same on every machine.</param>
/// <param name="Actual">Actual class.</param>
/// <param name="Predicted">Predicted class.</param>
/// <param name="Probability">Probability of the predicted class, 0 to 1.</param>
/// <param name="Loss">Cross-entropy: -log(probability of the actual class).</param>
public readonly record struct ImageResult(string Image, string Actual, string Predicted, double Probability, double Loss)
{
    /// <summary>Whether the predicted class is the actual one.</summary>
    public bool Correct => Actual == Predicted;

    /// <inheritdoc/>
    public override string ToString() => $"{Image}: {Predicted}{(Correct ? "" : $" (is {Actual})")}";
}
