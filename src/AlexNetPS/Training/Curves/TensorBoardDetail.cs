using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Training.Curves;

/// <summary>TensorBoard output of a run.</summary>
[JsonConverter(typeof(EnumNameConverter<TensorBoardDetail>))]
public enum TensorBoardDetail : long
{
    /// <summary>Curves, and histograms of all weights and their gradients.</summary>
    Histograms,

    /// <summary>Curves only.</summary>
    Scalars,

    /// <summary>No output.</summary>
    None,
}
