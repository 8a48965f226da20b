using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Engines;

/// <summary>Numeric precision of a network; its weights are always kept in float32.</summary>
[JsonConverter(typeof(EnumNameConverter<NetworkPrecision>))]
public enum NetworkPrecision : long
{
    /// <summary>float32, also in products.</summary>
    Float32,

    /// <summary>
    /// float32 with the factors of products rounded to 10 bits of fraction (NVIDIA GPUs since Ampere).
    /// </summary>
    TF32,

    /// <summary>
    /// Activations, and weights where they are used, in bfloat16 (7 bits of fraction); normalization and loss in
    /// float32.
    /// </summary>
    BFloat16,
}
