using System.Text.Json.Serialization;

namespace AlexNetPS.Engines;

/// <summary>In which numbers a network computes; its weights are kept in float32 always.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkPrecision>))]
public enum NetworkPrecision
{
    /// <summary>float32, products too.</summary>
    Float32,

    /// <summary>
    /// float32 whose products round their factors to 10 bits of fraction: a mode of NVIDIA cards from Ampere on.
    /// </summary>
    TF32,

    /// <summary>
    /// Activations, and weights where they are used, in bfloat16 (7 bits of fraction); normalization and loss in
    /// float32.
    /// </summary>
    BFloat16,
}
