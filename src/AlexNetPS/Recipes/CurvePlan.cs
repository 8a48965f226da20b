using AlexNetPS.Formats.Text;

namespace AlexNetPS.Recipes;

/// <summary>How often a run logs to TensorBoard. Does not affect results.</summary>
public sealed record CurvePlan
{
    /// <summary>
    /// Steps between logged values of loss, top-1 and learning rate; 0 for about 50, so that an epoch is divided
    /// evenly.
    /// </summary>
    public int Every { get; init; }

    /// <summary>Steps between logged statistics of weights and gradients; 0 for once per epoch.</summary>
    public int WeightsEvery { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ReadableText.Settings(this);

    internal IEnumerable<string> Problems()
    {
        if (Every < 0)
            yield return $"every: {Every} is below 0";
        if (WeightsEvery < 0)
            yield return $"weightsEvery: {WeightsEvery} is below 0";
    }
}
