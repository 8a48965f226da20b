using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks.Initialization;

/// <summary>
/// How a tensor is initialized before training, as data. Biases use the fans of their layer's weights.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConstantInitializer), "Constant")]
[JsonDerivedType(typeof(GaussianInitializer), "Gaussian")]
[JsonDerivedType(typeof(TruncatedNormalInitializer), "TruncatedNormal")]
[JsonDerivedType(typeof(UniformInitializer), "Uniform")]
[JsonDerivedType(typeof(KaimingNormalInitializer), "KaimingNormal")]
[JsonDerivedType(typeof(KaimingUniformInitializer), "KaimingUniform")]
[JsonDerivedType(typeof(XavierNormalInitializer), "XavierNormal")]
[JsonDerivedType(typeof(XavierUniformInitializer), "XavierUniform")]
[JsonDerivedType(typeof(UniformScalingInitializer), "UniformScaling")]
public abstract record InitializerDefinition
{
    /// <summary>Name of the type in JSON: Gaussian, KaimingNormal, ...</summary>
    [JsonIgnore]
    public string Type => DerivedTypeName.Of(this);

    /// <inheritdoc/>
    public sealed override string ToString() => ReadableText.Definition(Type, this);

    /// <summary>Returns the distribution for a layer.</summary>
    internal abstract InitialDistribution Distribution(LayerFans fans);

    /// <summary>Returns errors in the settings as "field: error".</summary>
    internal virtual IEnumerable<string> Problems() => [];

    private protected static IEnumerable<string> AtLeastZero(string field, double value)
    {
        if (!(value >= 0) || !double.IsFinite(value))
            yield return $"{field}: {value} is not a finite number of at least 0";
    }
}

/// <summary>
/// Fan-in and fan-out of a layer, computed as in PyTorch: weights.shape[1] (or [0]) times the kernel's area.
/// </summary>
/// <param name="In">Fan-in: connections into one output value.</param>
/// <param name="Out">Fan-out: connections out of one input value.</param>
internal readonly record struct LayerFans(int In, int Out)
{
    public static LayerFans Of(NetworkLayer layer)
    {
        // Filters that are not shared have the same fans at each place.
        int[] shape = [.. layer.WeightShape.Skip(layer.Definition is LocallyConnectedDefinition ? 2 : 0)];
        int area = shape.Skip(2).Aggregate(1, (n, d) => n * d);
        return new(shape[1] * area, shape[0] * area);
    }
}

/// <summary>Shape of the distribution.</summary>
internal enum InitialShape
{
    /// <summary>The center.</summary>
    Constant,

    /// <summary>Normal: center plus spread times a standard normal value.</summary>
    Normal,

    /// <summary>Normal, redrawn beyond two standard deviations.</summary>
    TruncatedNormal,

    /// <summary>Uniform within spread of the center.</summary>
    Uniform,
}

/// <summary>A distribution of initial values.</summary>
internal readonly record struct InitialDistribution(InitialShape Shape, double Center, double Spread);
