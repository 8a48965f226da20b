namespace AlexNetPS.Recipes;

/// <summary>How often a run writes points for TensorBoard. Results do not depend on it.</summary>
public sealed record CurvePlan
{
    /// <summary>
    /// Steps between two points of loss, top-1 and learning rate; 0 for about 50, so that an epoch is divided evenly.
    /// </summary>
    public int Every { get; init; }

    /// <summary>Steps between two points of weights and gradients; 0 for one point an epoch.</summary>
    public int WeightsEvery { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Every < 0)
            yield return $"every: {Every} is below 0";
        if (WeightsEvery < 0)
            yield return $"weightsEvery: {WeightsEvery} is below 0";
    }
}
