using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines;

/// <summary>Argument checks of <see cref="INetwork"/>, shared by all engines.</summary>
internal static class NetworkCall
{
    /// <summary>Returns the number of images of a call.</summary>
    /// <exception cref="ArgumentException">The lengths do not match the network or each other, or the network does not
    /// accept 8-bit pixels.</exception>
    public static int Count(INetwork network, NetworkInput images, int outputs, long outputsPerImage)
    {
        int count = (int)(outputs / outputsPerImage);
        if (count * outputsPerImage != outputs || count < 1 || count > network.MaximumBatchSize)
        {
            throw new ArgumentException($"A buffer of {outputs} values does not hold 1 to {network.MaximumBatchSize} "
                + $"images with {outputsPerImage} values each.", nameof(outputs));
        }

        if (images.Length != count * network.Definition.Input.Count)
        {
            throw new ArgumentException(
                $"{images.Length} values do not match {count} images of {network.Definition.Input}.", nameof(images));
        }

        if (images.IsBytes && !network.AcceptsBytes)
            throw new ArgumentException("The network accepts float32 values, not 8-bit pixels.", nameof(images));
        return count;
    }

    /// <summary>Returns the number of images of a call of <see cref="INetwork.LogitGradients"/>.</summary>
    /// <exception cref="ArgumentException">The lengths do not match the network or each other, or there is no such
    /// class.</exception>
    public static int Count(INetwork network, NetworkInput images, NetworkLayer layer, ReadOnlySpan<int> classes,
        int logits, int activations, int gradients)
    {
        int count = Count(network, images, logits, network.Definition.Classes);
        if (classes.Length != count)
            throw new ArgumentException($"{classes.Length} classes do not match {count} images.", nameof(classes));
        foreach (int label in classes)
        {
            if (label < -1 || label >= network.Definition.Classes)
            {
                throw new ArgumentException($"Network '{network.Definition.Name}' has no class {label}; it has "
                    + $"{network.Definition.Classes}.", nameof(classes));
            }
        }

        long values = count * layer.OutputShape.Count;
        if (activations != values || gradients != values)
        {
            throw new ArgumentException($"Buffers of {activations} and {gradients} values do not match {count} outputs "
                + $"of layer '{layer.Name}', {layer.OutputShape}.", nameof(activations));
        }

        return count;
    }

    /// <summary>
    /// Returns the class whose logit is differentiated: the one asked for, or the first of the largest logits.
    /// </summary>
    public static int ClassOf(int asked, ReadOnlySpan<float> logits)
    {
        if (asked >= 0)
            return asked;
        int best = 0;
        for (int j = 1; j < logits.Length; j++)
        {
            if (logits[j] > logits[best])
                best = j;
        }

        return best;
    }

    /// <summary>Returns the exception for a layer whose output is the image.</summary>
    public static EngineException ImageItself(NetworkLayer layer) => new($"Layer '{layer.Name}' passes the image on as "
        + "it is; gradients are those of the layers after the first convolution, pooling, normalization or activation.");

    /// <summary>Returns the exception for gradients of logits of a network whose layers are divided.</summary>
    public static EngineException Divided(IRankGroup ranks) => new("Gradients of logits are those of a network in one "
        + $"process; its layers are divided among {ranks.Size} ranks.");

    /// <summary>Throws if a training step cannot start.</summary>
    public static void CheckStep(INetwork network, OptimizerDefinition? optimizer, bool averaged, in TrainStep step,
        int pending)
    {
        if (optimizer is null)
            throw new InvalidOperationException("The network was created without an optimizer; it only predicts.");
        if (averaged)
        {
            throw new InvalidOperationException(
                "The network uses the moving average of its weights; it cannot be trained until Averaged is false.");
        }

        if (!(step.Begins && step.Ends) && !optimizer.KeepsGradients)
        {
            throw new ArgumentException(
                "Several batches in one optimizer step require an optimizer that accumulates gradients.", nameof(step));
        }

        if (pending >= network.MaximumPendingSteps)
        {
            throw new InvalidOperationException($"{pending} training steps are pending; end one first.");
        }
    }

    /// <summary>Throws if no training step is pending, or if the logits do not match it.</summary>
    /// <param name="pending">Number of pending steps.</param>
    /// <param name="expected">Number of logits of the oldest one.</param>
    /// <param name="logits">Length of the logits buffer.</param>
    public static void CheckEnd(int pending, int expected, int logits)
    {
        if (pending == 0)
            throw new InvalidOperationException("No training step is pending.");
        if (expected != logits)
        {
            throw new ArgumentException($"A buffer of {logits} values does not match the step's {expected} logits.",
                nameof(logits));
        }
    }

    /// <summary>Throws if the optimizer keeps no moving average.</summary>
    public static void CheckAverage(OptimizerDefinition? optimizer)
    {
        if (optimizer?.AverageDecay is null)
            throw new InvalidOperationException("The network's optimizer keeps no moving average of the weights.");
    }

    /// <summary>Returns a tensor by name.</summary>
    /// <exception cref="ArgumentException">No such tensor, or it has a different number of values.</exception>
    public static T Find<T>(INetwork network, IReadOnlyDictionary<string, T> tensors, string name, Func<T, long> count,
        int length)
    {
        if (!tensors.TryGetValue(name, out T? found))
            throw new ArgumentException($"Network '{network.Definition.Name}' has no tensor '{name}'.", nameof(name));
        return count(found) == length
            ? found
            : throw new ArgumentException($"Tensor '{name}' has {count(found)} values, not {length}.", nameof(length));
    }

    /// <summary>Throws if an optimizer state tensor is given instead of a weight or bias.</summary>
    public static void CheckParameter(string name, bool isParameter)
    {
        if (!isParameter)
        {
            throw new ArgumentException(
                $"Tensor '{name}' is optimizer state and has no gradient; name a weight or bias.", nameof(name));
        }
    }

    /// <summary>Returns the exception for an optimizer with every layer frozen.</summary>
    public static EngineException AllFrozen() => new("Every layer is frozen; at least one must learn.");
}
