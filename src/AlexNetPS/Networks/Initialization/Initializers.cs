using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Networks.Initialization;

/// <summary>Constant value.</summary>
public sealed record ConstantInitializer : InitializerDefinition
{
    /// <summary>The value.</summary>
    public double Value { get; init; }

    internal override InitialDistribution Distribution(LayerFans fans) => new(InitialShape.Constant, Value, 0);
}

/// <summary>N(mean, standard deviation); the paper uses 0.01 (section 5).</summary>
public sealed record GaussianInitializer : InitializerDefinition
{
    /// <summary>Mean.</summary>
    public double Mean { get; init; }

    /// <summary>Standard deviation.</summary>
    public double StandardDeviation { get; init; } = 0.01;

    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.Normal, Mean, StandardDeviation);

    internal override IEnumerable<string> Problems() => AtLeastZero("standardDeviation", StandardDeviation);
}

/// <summary>N(0, standard deviation), truncated at two standard deviations (TensorFlow's truncated_normal).</summary>
public sealed record TruncatedNormalInitializer : InitializerDefinition
{
    /// <summary>Standard deviation before truncation.</summary>
    public double StandardDeviation { get; init; } = 0.01;

    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.TruncatedNormal, 0, StandardDeviation);

    internal override IEnumerable<string> Problems() => AtLeastZero("standardDeviation", StandardDeviation);
}

/// <summary>Uniform in [-bound, bound].</summary>
public sealed record UniformInitializer : InitializerDefinition
{
    /// <summary>Largest magnitude.</summary>
    public required double Bound { get; init; }

    internal override InitialDistribution Distribution(LayerFans fans) => new(InitialShape.Uniform, 0, Bound);

    internal override IEnumerable<string> Problems() => AtLeastZero("bound", Bound);
}

/// <summary>N(0, gain / sqrt(fan)) with gain sqrt(2), for ReLU (He et al. 2015).</summary>
public sealed record KaimingNormalInitializer : InitializerDefinition
{
    /// <summary>Fan whose variance is preserved: forward (in) or backward (out).</summary>
    public FanMode Mode { get; init; } = FanMode.FanIn;

    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.Normal, 0, Math.Sqrt(2.0 / (Mode == FanMode.FanIn ? fans.In : fans.Out)));
}

/// <summary>
/// Uniform in +/- sqrt(6 / ((1 + a^2) fan)) (He et al. 2015). With a = sqrt(5), the default here and in PyTorch's
/// layers, the bound is 1 / sqrt(fan in): PyTorch's default for weights and biases.
/// </summary>
public sealed record KaimingUniformInitializer : InitializerDefinition
{
    /// <summary>Negative slope a of the leaky ReLU for which the gain is computed.</summary>
    public double NegativeSlope { get; init; } = Math.Sqrt(5);

    /// <summary>Fan whose variance is preserved: forward (in) or backward (out).</summary>
    public FanMode Mode { get; init; } = FanMode.FanIn;

    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.Uniform, 0,
            Math.Sqrt(6 / ((1 + NegativeSlope * NegativeSlope) * (Mode == FanMode.FanIn ? fans.In : fans.Out))));

    internal override IEnumerable<string> Problems() => AtLeastZero("negativeSlope", NegativeSlope);
}

/// <summary>N(0, sqrt(2 / (fan in + fan out))) (Glorot and Bengio 2010).</summary>
public sealed record XavierNormalInitializer : InitializerDefinition
{
    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.Normal, 0, Math.Sqrt(2.0 / (fans.In + fans.Out)));
}

/// <summary>Uniform in +/- sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
public sealed record XavierUniformInitializer : InitializerDefinition
{
    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.Uniform, 0, Math.Sqrt(6.0 / (fans.In + fans.Out)));
}

/// <summary>
/// Uniform in +/- factor * sqrt(3 / fan in) (Sussillo and Abbott 2014; TensorFlow's and tflearn's "uniform scaling").
/// </summary>
public sealed record UniformScalingInitializer : InitializerDefinition
{
    /// <summary>Factor.</summary>
    public double Factor { get; init; } = 1;

    internal override InitialDistribution Distribution(LayerFans fans) =>
        new(InitialShape.Uniform, 0, Factor * Math.Sqrt(3.0 / fans.In));

    internal override IEnumerable<string> Problems() => AtLeastZero("factor", Factor);
}

/// <summary>Fan used by an initializer.</summary>
[JsonConverter(typeof(EnumNameConverter<FanMode>))]
public enum FanMode : long
{
    /// <summary>Fan-in: connections into an output value.</summary>
    FanIn,

    /// <summary>Fan-out: connections out of an input value.</summary>
    FanOut,
}
