namespace AlexNetPS.Engines;

/// <summary>What every engine refuses in a call of <see cref="INetwork"/>, in the same words.</summary>
internal static class NetworkCall
{
    /// <summary>The number of images of a call.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit the network or one another; or the network takes no
    /// gray levels.</exception>
    public static int Count(INetwork network, NetworkInput images, int outputs, long outputsPerImage)
    {
        int count = (int)(outputs / outputsPerImage);
        if (count * outputsPerImage != outputs || count < 1 || count > network.MaximumBatchSize)
        {
            throw new ArgumentException($"Room for {outputs} values is not that of 1 to {network.MaximumBatchSize} "
                + $"images with {outputsPerImage} values each.", nameof(outputs));
        }

        if (images.Length != count * network.Definition.Input.Count)
        {
            throw new ArgumentException($"{images.Length} values are not {count} images of {network.Definition.Input}.",
                nameof(images));
        }

        if (images.IsBytes && !network.AcceptsBytes)
            throw new ArgumentException("The network takes values, not gray levels.", nameof(images));
        return count;
    }

    /// <summary>Refuses a training step that cannot be.</summary>
    public static void CheckStep(INetwork network, OptimizerDefinition? optimizer, bool averaged, in TrainStep step,
        int pending)
    {
        if (optimizer is null)
            throw new InvalidOperationException("The network was created without an optimizer; it only predicts.");
        if (averaged)
        {
            throw new InvalidOperationException(
                "The network stands for the moving average of its weights; it cannot learn meanwhile.");
        }

        if (!(step.Begins && step.Ends) && !optimizer.KeepsGradients)
        {
            throw new ArgumentException(
                "Several batches make one update only where the optimizer accumulates gradients.", nameof(step));
        }

        if (pending >= network.MaximumPendingSteps)
        {
            throw new InvalidOperationException(
                $"{pending} training steps have begun and none of them has ended; end one first.");
        }
    }

    /// <summary>Refuses to end a step that cannot be.</summary>
    /// <param name="pending">Steps that have begun.</param>
    /// <param name="expected">Logits of the first of them.</param>
    /// <param name="logits">Room for logits.</param>
    public static void CheckEnd(int pending, int expected, int logits)
    {
        if (pending == 0)
            throw new InvalidOperationException("No training step has begun.");
        if (expected != logits)
        {
            throw new ArgumentException($"Room for {logits} logits is not that of the step's {expected}.",
                nameof(logits));
        }
    }

    /// <summary>Refuses to make an average stand for weights where none is kept.</summary>
    public static void CheckAverage(OptimizerDefinition? optimizer)
    {
        if (optimizer?.AverageDecay is null)
            throw new InvalidOperationException("The network's optimizer keeps no moving average of the weights.");
    }

    /// <summary>Finds a tensor by name.</summary>
    /// <exception cref="ArgumentException">No such tensor, or it has another number of values.</exception>
    public static T Find<T>(INetwork network, IReadOnlyDictionary<string, T> tensors, string name, Func<T, long> count,
        int length)
    {
        if (!tensors.TryGetValue(name, out T? found))
            throw new ArgumentException($"Network '{network.Definition.Name}' has no tensor '{name}'.", nameof(name));
        return count(found) == length
            ? found
            : throw new ArgumentException($"Tensor '{name}' has {count(found)} values, not {length}.", nameof(length));
    }

    /// <summary>Refuses an optimizer's tensor where a weight or bias is asked for.</summary>
    public static void CheckParameter(string name, bool isParameter)
    {
        if (!isParameter)
        {
            throw new ArgumentException(
                $"Tensor '{name}' is the optimizer's and has no gradient; name a weight or bias.", nameof(name));
        }
    }

    /// <summary>Refuses an optimizer that has nothing to learn.</summary>
    public static EngineException AllFrozen() => new("Every layer is frozen; at least one must learn.");
}
