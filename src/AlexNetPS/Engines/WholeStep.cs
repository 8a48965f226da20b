namespace AlexNetPS.Engines;

/// <summary>A training step that waits for its result.</summary>
public static class WholeStep
{
    /// <summary>Starts and ends a training step. No other step may be pending.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="images">See <see cref="INetwork.StartStep"/>.</param>
    /// <param name="targets">See <see cref="INetwork.StartStep"/>.</param>
    /// <param name="step">See <see cref="INetwork.StartStep"/>.</param>
    /// <param name="logits">See <see cref="INetwork.EndStep"/>.</param>
    /// <returns>The loss before the optimizer step.</returns>
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
