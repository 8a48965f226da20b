namespace AlexNetPS.Inference.LabelErrors;

/// <summary>A label that is counted off the diagonal of the confident joint, in numbers.</summary>
/// <param name="Image">Position of the image.</param>
/// <param name="Given">Index of the given class.</param>
/// <param name="Suggested">Index of the class that it is counted as.</param>
/// <param name="GivenProbability">Probability of the given class.</param>
/// <param name="SuggestedProbability">Probability of the suggested class.</param>
/// <param name="OtherProbability">Highest probability of a class other than the given one.</param>
internal readonly record struct SuspectLabel(int Image, int Given, int Suggested, float GivenProbability,
    float SuggestedProbability, float OtherProbability)
{
    public double Score(LabelScore by) => by == LabelScore.SelfConfidence
        ? 1.0 - GivenProbability
        : (1.0 - ((double)GivenProbability - OtherProbability)) / 2;
}
