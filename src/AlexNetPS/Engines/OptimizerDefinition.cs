using System.Text.Json.Serialization;

namespace AlexNetPS.Engines;

/// <summary>An optimizer as data. The learning rate of a step comes from the schedule.</summary>
public sealed record OptimizerDefinition
{
    /// <summary>Behind a parameter's name: the name of its moving average.</summary>
    internal const string AverageSuffix = ".average";

    /// <summary>Update rule.</summary>
    public required OptimizerType Type { get; init; }

    /// <summary>Base learning rate, above 0.</summary>
    public required double LearningRate { get; init; }

    /// <summary>SGD momentum, 0 up to but not 1.</summary>
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

    /// <summary>Other rates for some layers; empty for the same everywhere.</summary>
    public IReadOnlyList<LayerRule> Layers { get; init; } = [];

    /// <summary>
    /// Largest L2 norm of all gradients together; longer ones are scaled to it (PyTorch's clip_grad_norm_). Null for no
    /// limit.
    /// </summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// Batches whose gradients are averaged for one update, at least 1: a larger batch in the memory of a small one.
    /// </summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// Decay of the moving average of all weights, above 0 and below 1, with which the network is then judged and
    /// saved; null for none. The first updates count more: the decay of update n is min(decay, (1 + n) / (10 + n)).
    /// </summary>
    public double? AverageDecay { get; init; }

    /// <summary>
    /// Whether gradients are kept until the end of the step; otherwise each is used up as soon as it is there.
    /// </summary>
    [JsonIgnore]
    public bool KeepsGradients => ClipNorm is not null || Accumulation > 1;

    // torch.nn.utils.clip_grad_norm_ adds this to the norm.
    internal const double NormEpsilon = 1e-6;

    /// <summary>What follows a parameter's name for its velocity or first moment.</summary>
    internal string FirstStateSuffix => IsAdam ? ".exp_avg" : ".momentum";

    /// <summary>What follows a parameter's name for its second moment; null where there is none.</summary>
    internal string? SecondStateSuffix => IsAdam ? ".exp_avg_sq" : null;

    private bool IsAdam => Type is OptimizerType.Adam or OptimizerType.AdamW;

    /// <summary>Part of the new weights in their moving average after a step.</summary>
    internal float AverageRest(in TrainStep step) =>
        step.Number == 0 ? 1 : (float)(1 - Math.Min(AverageDecay!.Value, (1.0 + step.Number) / (10 + step.Number)));

    /// <summary>Factor of all gradients, given the sum of their squares.</summary>
    internal float ClipFactor(double sumOfSquares) =>
        (float)Math.Min(1, ClipNorm!.Value / (Math.Sqrt(sumOfSquares) + NormEpsilon));
}

/// <summary>Update rules.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerType>))]
public enum OptimizerType
{
    /// <summary>Paper and Caffe: v = m v - lr (g + wd w); w += v.</summary>
    SgdPaper,

    /// <summary>PyTorch: v = m v + g + wd w; w -= lr v. The two differ after a change of the learning rate.</summary>
    Sgd,

    /// <summary>Kingma and Ba 2015, algorithm 1, with L2 added to the gradient as in PyTorch.</summary>
    Adam,

    /// <summary>PyTorch with nesterov: v = m v + g + wd w; w -= lr (g + wd w + m v).</summary>
    SgdNesterov,

    /// <summary>
    /// Loshchilov and Hutter 2019: the decay shrinks the weights by lr wd and does not enter the moments.
    /// </summary>
    AdamW,
}
