using System.Text.Json.Serialization;

namespace AlexNetPS.Transforms;

/// <summary>
/// Order of the color channels at the network's input. Caffe's networks take blue first; all other settings stay red,
/// green, blue.
/// </summary>
public sealed record ChannelOrder : TransformDefinition
{
    /// <summary>The order.</summary>
    public required ColorOrder Order { get; init; }

    /// <summary>
    /// The order that transforms state, of which the last counts; null where they state none, which means red first.
    /// </summary>
    internal static ColorOrder? In(IEnumerable<TransformDefinition> transforms) =>
        transforms.OfType<ChannelOrder>().LastOrDefault()?.Order;

    internal override void Recolor(PixelMapping mapping, TransformRandom random) =>
        mapping.BlueFirst = Order == ColorOrder.Bgr;
}

/// <summary>Orders of the color channels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColorOrder>))]
public enum ColorOrder
{
    /// <summary>Red, green, blue: what everything but Caffe uses.</summary>
    Rgb,

    /// <summary>Blue, green, red: OpenCV's and so Caffe's order.</summary>
    Bgr,
}
