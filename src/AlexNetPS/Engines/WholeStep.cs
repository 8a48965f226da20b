namespace AlexNetPS.Engines;

/// <summary>A training step for callers who wait for it.</summary>
public static class WholeStep
{
    /// <summary>Begins a training step and ends it, where none has begun before.</summary>
    /// <param name="network">Learns.</param>
    /// <param name="images">See <see cref="INetwork.StartStep"/>.</param>
    /// <param name="targets">Likewise.</param>
    /// <param name="step">Likewise.</param>
    /// <param name="logits">See <see cref="INetwork.EndStep"/>.</param>
    /// <returns>The loss before the update.</returns>
    public static float TrainStep(this INetwork network, NetworkInput images, ReadOnlySpan<float> targets,
        in TrainStep step, Span<float> logits)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (targets.Length != logits.Length)
        {
            throw new ArgumentException($"{targets.Length} targets do not match {logits.Length} logits.",
                nameof(targets));
        }

        network.StartStep(images, targets, step);
        return network.EndStep(logits);
    }
}
