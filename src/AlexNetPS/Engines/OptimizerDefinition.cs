using System.Globalization;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Engines;

/// <summary>Settings of an optimizer. The learning rate of a step comes from the schedule.</summary>
public sealed record OptimizerDefinition
{
    /// <summary>Suffix of the moving average of a parameter.</summary>
    internal const string AverageSuffix = ".average";

    /// <summary>Update rule.</summary>
    public required OptimizerType Type { get; init; }

    /// <summary>Base learning rate, above 0.</summary>
    public required double LearningRate { get; init; }

    /// <summary>SGD momentum, at least 0 and below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>L2 penalty, added to the gradient (AdamW: decoupled).</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam: decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam: decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam: added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Learning-rate factor of biases (Caffe: 2).</summary>
    public double BiasLearningRateFactor { get; init; } = 1;

    /// <summary>Weight-decay factor of biases (Caffe: 0).</summary>
    public double BiasWeightDecayFactor { get; init; } = 1;

    /// <summary>Learning-rate and weight-decay factors of some layers; empty for none.</summary>
    public IReadOnlyList<LayerRule> Layers { get; init => field = value.ToReadable(); } =
        ReadableList.Empty<LayerRule>();

    /// <summary>
    /// Maximum L2 norm of all gradients together (gradient clipping, PyTorch's clip_grad_norm_). Null for no limit.
    /// </summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// Batches whose gradients are averaged for one optimizer step (gradient accumulation), at least 1.
    /// </summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// Decay of the exponential moving average of all weights, above 0 and below 1, with which the network is evaluated
    /// and saved; null for none. The decay of step n is min(decay, (1 + n) / (10 + n)).
    /// </summary>
    public double? AverageDecay { get; init; }

    /// <summary>
    /// Whether gradients are kept until the end of the step; otherwise each is applied as soon as it is computed.
    /// </summary>
    [JsonIgnore]
    public bool KeepsGradients => ClipNorm is not null || Accumulation > 1;

    // torch.nn.utils.clip_grad_norm_ adds this to the norm.
    internal const double NormEpsilon = 1e-6;

    /// <summary>Suffix of a parameter's velocity or first moment.</summary>
    internal string FirstStateSuffix => IsAdam ? ".exp_avg" : ".momentum";

    /// <summary>Suffix of a parameter's second moment; null if there is none.</summary>
    internal string? SecondStateSuffix => IsAdam ? ".exp_avg_sq" : null;

    /// <summary>Whether the rule has moments instead of a velocity.</summary>
    [JsonIgnore]
    internal bool IsAdam => Type is OptimizerType.Adam or OptimizerType.AdamW;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Type}, learning rate {LearningRate:G6}, momentum {Momentum:G6}, weight decay {WeightDecay:G6}");

    /// <summary>The error of an optimizer that an engine does not implement.</summary>
    internal static NotSupportedException Unknown(OptimizerType type) =>
        new($"The optimizer {type} is not implemented here.");

    /// <summary>Weight of the new parameters in their moving average after a step.</summary>
    internal float AverageRest(in TrainStep step) =>
        step.Number == 0 ? 1 : (float)(1 - Math.Min(AverageDecay!.Value, (1.0 + step.Number) / (10 + step.Number)));

    /// <summary>Returns the clipping factor of all gradients.</summary>
    internal float ClipFactor(double sumOfSquares) =>
        (float)Math.Min(1, ClipNorm!.Value / (Math.Sqrt(sumOfSquares) + NormEpsilon));
}

/// <summary>Update rules of optimizers.</summary>
[JsonConverter(typeof(EnumNameConverter<OptimizerType>))]
public enum OptimizerType : long
{
    /// <summary>Paper and Caffe: v = m v - lr (g + wd w); w += v.</summary>
    SgdPaper,

    /// <summary>
    /// PyTorch: v = m v + g + wd w; w -= lr v. Differs from SgdPaper after a change of the learning rate.
    /// </summary>
    Sgd,

    /// <summary>Kingma and Ba 2015, algorithm 1, with L2 added to the gradient as in PyTorch.</summary>
    Adam,

    /// <summary>PyTorch with nesterov: v = m v + g + wd w; w -= lr (g + wd w + m v).</summary>
    SgdNesterov,

    /// <summary>
    /// Loshchilov and Hutter 2019: the weight decay shrinks the weights by lr wd and does not enter the moments.
    /// </summary>
    AdamW,
}
