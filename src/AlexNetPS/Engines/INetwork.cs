using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>
/// A network on a device. Calls are coarse and exchange spans: float32 or 8-bit pixels (see
/// <see cref="NetworkInput"/>), images as [count, channels, height, width]. Not thread-safe.
/// </summary>
public interface INetwork : IDisposable
{
    /// <summary>The definition of the network.</summary>
    NetworkDefinition Definition { get; }

    /// <summary>Maximum number of images in one call.</summary>
    int MaximumBatchSize { get; }

    /// <summary>Whether images may be passed as 8-bit pixels, which are faster to copy to the device.</summary>
    bool AcceptsBytes => false;

    /// <summary>
    /// Maximum number of pending training steps, at least 1. Above 1, the device computes while the next step is
    /// prepared.
    /// </summary>
    int MaximumPendingSteps => 1;

    /// <summary>Weights and biases, in PyTorch's layout and order.</summary>
    IReadOnlyList<TensorDescription> Parameters { get; }

    /// <summary>
    /// Optimizer state tensors: "conv1.weight.momentum", or ".exp_avg" and ".exp_avg_sq", and ".average"; none for
    /// frozen layers; empty without an optimizer.
    /// </summary>
    IReadOnlyList<TensorDescription> OptimizerState { get; }

    /// <summary>
    /// Whether <see cref="Forward"/>, <see cref="Activations"/>, <see cref="LogitGradients"/>, <see cref="Read"/> and
    /// <see cref="Write"/> use the moving averages of the parameters. While true, the network cannot be trained.
    /// </summary>
    /// <exception cref="InvalidOperationException">The optimizer keeps no average.</exception>
    bool Averaged { get; set; }

    /// <summary>Copies a parameter or optimizer state tensor to a span.</summary>
    /// <exception cref="ArgumentException">No such tensor, or the length of the span is not its number of
    /// values.</exception>
    void Read(string name, Span<float> destination);

    /// <summary>Copies a span to a parameter or optimizer state tensor.</summary>
    /// <exception cref="ArgumentException">No such tensor, or the length of the span is not its number of
    /// values.</exception>
    void Write(string name, ReadOnlySpan<float> source);

    /// <summary>Forward pass in evaluation mode (no dropout).</summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="logits">[count, classes]; its length gives the count, 1 to <see cref="MaximumBatchSize"/>.</param>
    void Forward(NetworkInput images, Span<float> logits);

    /// <summary>
    /// Forward pass in evaluation mode up to a layer. A convolution or linear layer returns its values after the
    /// activation that directly follows it (Caffe's in-place convention): "fc7" is the 4096 values that enter fc8.
    /// </summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="layer">A layer of the definition.</param>
    /// <param name="destination">[count, output shape of the layer], channels first; its length gives the
    /// count.</param>
    void Activations(NetworkInput images, string layer, Span<float> destination);

    /// <summary>
    /// The output of a layer and the gradient of one logit of each image with respect to it, in evaluation mode (no
    /// dropout). Parameters, their gradients and the optimizer are not changed. The output of a convolution or linear
    /// layer is that of <see cref="Activations"/>, after its activation.
    /// </summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="layer">A layer of the definition.</param>
    /// <param name="classes">[count]; the class whose logit is differentiated, or -1 for the class with the largest
    /// logit, the lowest one among equals.</param>
    /// <param name="logits">Receives [count, classes]; its length gives the count.</param>
    /// <param name="activations">Receives [count, output shape of the layer], channels first.</param>
    /// <param name="gradients">Receives the derivatives, in the shape of <paramref name="activations"/>.</param>
    /// <exception cref="ArgumentException">A class is not one of the network, or lengths do not match.</exception>
    /// <exception cref="EngineException">Not enough memory, or the output of the layer is the image
    /// itself.</exception>
    void LogitGradients(NetworkInput images, string layer, ReadOnlySpan<int> classes, Span<float> logits,
        Span<float> activations, Span<float> gradients);

    /// <summary>
    /// Starts a training step: forward with dropout, softmax cross-entropy, backward, optimizer step.
    /// <see cref="EndStep"/> returns its results; all other calls see the network after all started steps. Loss = mean
    /// over images of -sum_j target_j log p_j, so that rows of targets that do not sum to 1 weigh an image (label
    /// smoothing, mixup and class weights are all rows of targets).
    /// </summary>
    /// <param name="images">[count, channels, height, width].</param>
    /// <param name="targets">[count, classes]; one-hot rows for plain labels. Its length gives the count.</param>
    /// <param name="step">Learning rate, and the keys of the dropout masks.</param>
    /// <exception cref="InvalidOperationException"><see cref="MaximumPendingSteps"/> steps are already
    /// pending.</exception>
    void StartStep(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step);

    /// <summary>Waits for the oldest pending training step.</summary>
    /// <param name="logits">[count, classes] of that step, as seen by the loss.</param>
    /// <returns>The loss before the optimizer step.</returns>
    /// <exception cref="InvalidOperationException">No step is pending.</exception>
    float EndStep(Span<float> logits);

    /// <summary>
    /// Copies the gradient of a parameter in the last started step: that of the mean loss over all images of the
    /// optimizer step, before clipping and without weight decay, as PyTorch's parameter.grad.
    /// </summary>
    /// <param name="parameter">A weight or bias.</param>
    /// <param name="destination">Receives the gradient; as many values as the parameter has.</param>
    /// <returns>False if the layer is frozen, or if the step did not keep its gradient.</returns>
    /// <exception cref="ArgumentException">No such parameter, or the length of the span is not its number of
    /// values.</exception>
    bool ReadGradient(string parameter, Span<float> destination);
}

/// <summary>Settings of a training step.</summary>
/// <param name="LearningRate">Learning rate from the schedule.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Number">Optimizer steps before this one, over the whole run; keys dropout masks and Adam's bias
/// correction (t = Number + 1).</param>
public readonly record struct TrainStep(double LearningRate, ulong Seed, long Number)
{
    /// <summary>
    /// Batches before this one, over the whole run, with gradient accumulation; keys the dropout masks.
    /// </summary>
    public long Batch { get; init; } = Number;

    /// <summary>Whether the batch is the first of its optimizer step.</summary>
    public bool Begins { get; init; } = true;

    /// <summary>Whether the optimizer step is taken after the batch.</summary>
    public bool Ends { get; init; } = true;

    /// <summary>Fraction of the optimizer step's images that are in the batch, above 0 up to 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>
    /// Whether <see cref="INetwork.ReadGradient"/> can read the gradient until the next step starts. With accumulation,
    /// the setting of the last batch applies.
    /// </summary>
    public bool KeepsGradient { get; init; }
}
