using System.Text.Json.Serialization;

namespace AlexNetPS.Training.Curves;

/// <summary>What a run leaves for TensorBoard in its folder.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TensorBoardDetail>))]
public enum TensorBoardDetail
{
    /// <summary>Curves, and histograms of all weights and of their gradients.</summary>
    Histograms,

    /// <summary>Curves alone.</summary>
    Scalars,

    /// <summary>Nothing.</summary>
    None,
}
