using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>
/// A network on a device. Coarse calls, spans in and out: float32 (or gray levels, see <see cref="NetworkInput"/>),
/// images as [count, channels, height, width]. Not thread-safe; one call at a time.
/// </summary>
public interface INetwork : IDisposable
{
    /// <summary>What it was built from.</summary>
    NetworkDefinition Definition { get; }

    /// <summary>The largest number of images in one call.</summary>
    int MaximumBatchSize { get; }

    /// <summary>
    /// Whether images may be given as gray levels; that pays where they have a way to go to the device.
    /// </summary>
    bool AcceptsBytes => false;

    /// <summary>
    /// Training steps that may have begun and not ended, at least 1. More than one where the device works on while the
    /// next step is prepared.
    /// </summary>
    int MaximumPendingSteps => 1;

    /// <summary>Weights and biases, PyTorch's layout and order.</summary>
    IReadOnlyList<TensorDescription> Parameters { get; }

    /// <summary>
    /// What the optimizer remembers: "conv1.weight.momentum", or ".exp_avg" and ".exp_avg_sq", and ".average"; none for
    /// frozen layers; empty without an optimizer.
    /// </summary>
    IReadOnlyList<TensorDescription> OptimizerState { get; }

    /// <summary>
    /// Whether parameters stand for their moving averages: in <see cref="Forward"/>, <see cref="Activations"/>,
    /// <see cref="Read"/> and
    /// <see cref="Write"/>. No training step is possible meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The optimizer keeps no average.</exception>
    bool Averaged { get; set; }

    /// <summary>Copies a named parameter or optimizer tensor out.</summary>
    /// <exception cref="ArgumentException">No such tensor, or the span's length is not its count.</exception>
    void Read(string name, Span<float> destination);

    /// <summary>Copies a named parameter or optimizer tensor in.</summary>
    /// <exception cref="ArgumentException">No such tensor, or the span's length is not its count.</exception>
    void Write(string name, ReadOnlySpan<float> source);

    /// <summary>Evaluation-mode forward pass (no dropout).</summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="logits">[count, classes]; its length gives the count, 1 to <see cref="MaximumBatchSize"/>.</param>
    void Forward(NetworkInput images, Span<float> logits);

    /// <summary>
    /// Evaluation-mode forward pass up to a layer. The values of a convolution or linear layer are those after the
    /// activation that directly follows it (Caffe's in-place convention): "fc7" is the 4096 values that enter fc8.
    /// </summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="layer">A layer of the definition.</param>
    /// <param name="destination">[count, layer's output shape], channels first; its length gives the count.</param>
    void Activations(NetworkInput images, string layer, Span<float> destination);

    /// <summary>
    /// Begins a training step: forward with dropout, softmax cross-entropy, backward, update. <see cref="EndStep"/>
    /// gives its results; all other calls see the network as it is after all steps that have begun.
    /// Loss = mean over images of -sum_j target_j log p_j, so that rows of targets that do not sum to 1 weigh an image
    /// (label smoothing, mixup and class weights are all rows of targets).
    /// </summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="targets">[count, classes]; one-hot rows for plain labels. Its length gives the count.</param>
    /// <param name="step">Learning rate, and what keys the dropout masks.</param>
    /// <exception cref="InvalidOperationException">There are <see cref="MaximumPendingSteps"/> already.</exception>
    void StartStep(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step);

    /// <summary>Waits for the first step that has begun and not ended.</summary>
    /// <param name="logits">[count, classes] of that step, as seen by the loss.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="InvalidOperationException">No step has begun.</exception>
    float EndStep(Span<float> logits);

    /// <summary>
    /// Copies out the gradient of a parameter in the last step that has begun: that of the mean loss over all images of
    /// the update, before clipping and without weight decay, as PyTorch's parameter.grad.
    /// </summary>
    /// <param name="parameter">A weight or bias.</param>
    /// <param name="destination">As many values as the parameter has.</param>
    /// <returns>False where the layer is frozen, or that step was not told to keep its gradient.</returns>
    /// <exception cref="ArgumentException">No such parameter, or the span's length is not its count.</exception>
    bool ReadGradient(string parameter, Span<float> destination);
}

/// <summary>The settings of one training step.</summary>
/// <param name="LearningRate">From the schedule.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Number">Updates done before, over the whole run; keys dropout masks and Adam's bias correction (t =
/// Number + 1).</param>
public readonly record struct TrainStep(double LearningRate, ulong Seed, long Number)
{
    /// <summary>
    /// Batches done before, over the whole run, where several make one update; keys the dropout masks.
    /// </summary>
    public long Batch { get; init; } = Number;

    /// <summary>Whether the batch is the first of its update.</summary>
    public bool Begins { get; init; } = true;

    /// <summary>Whether the weights are updated after the batch.</summary>
    public bool Ends { get; init; } = true;

    /// <summary>Part of the update's images that are in the batch, above 0 up to 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>
    /// Whether <see cref="INetwork.ReadGradient"/> can read the gradient until the next step begins. Of an update's
    /// batches the last one counts.
    /// </summary>
    public bool KeepsGradient { get; init; }
}
