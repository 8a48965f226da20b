namespace AlexNetPS.Inference;

/// <summary>What a model made of one image, in numbers: 92 bytes for each of a million images.</summary>
/// <param name="Label">Index of the actual class in the model.</param>
/// <param name="Predicted">Index of the predicted class.</param>
/// <param name="Probability">Probability of the predicted class.</param>
/// <param name="Loss">Cross-entropy.</param>
internal readonly record struct ImageOutcome(int Label, int Predicted, double Probability, double Loss)
{
    public bool IsCorrect => Label == Predicted;

    public Uncertainty Uncertainty { get; init; }

    public TopClasses Top { get; init; }
}
