namespace AlexNetPS.Benchmarks.Rates;

/// <summary>What is timed: training steps or predictions of a preset.</summary>
/// <param name="Network">Name of the preset.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="Training">Training steps; otherwise predictions.</param>
internal sealed record RateSetting(string Network, int Batch, bool Training)
{
    /// <summary>The word for it on command lines.</summary>
    public string Mode => Training ? "train" : "predict";

    /// <inheritdoc/>
    public override string ToString() => $"{(Training ? "training" : "inference")} {Network}, batch {Batch}";
}
