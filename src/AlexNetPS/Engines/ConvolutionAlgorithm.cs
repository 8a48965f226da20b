using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Engines;

/// <summary>How the CPU engine computes convolutions. Results differ by rounding.</summary>
[JsonConverter(typeof(EnumNameConverter<ConvolutionAlgorithm>))]
public enum ConvolutionAlgorithm : long
{
    /// <summary>
    /// Winograd's minimal filtering where it is faster: a rule of shapes, the same in every run.
    /// </summary>
    Auto,

    /// <summary>The sum over taps and inputs.</summary>
    Direct,
}
