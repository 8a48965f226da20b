using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Transforms;

/// <summary>
/// Order of the color channels at the network's input. Caffe's networks take blue first (BGR); all other settings
/// remain red, green, blue.
/// </summary>
public sealed record ChannelOrder : TransformDefinition
{
    /// <summary>The channel order.</summary>
    public required ColorOrder Order { get; init; }

    /// <summary>
    /// Returns the order of a list of transforms; the last one wins. Null, which means RGB, if there is none.
    /// </summary>
    internal static ColorOrder? In(IEnumerable<TransformDefinition> transforms) =>
        transforms.OfType<ChannelOrder>().LastOrDefault()?.Order;

    internal override string? WhyUnused(int channels) =>
        channels == 1 ? "the network takes gray images, which have one channel" : null;

    internal override void Recolor(PixelMapping mapping, TransformRandom random) =>
        mapping.BlueFirst = Order == ColorOrder.Bgr;
}

/// <summary>Orders of the color channels.</summary>
[JsonConverter(typeof(EnumNameConverter<ColorOrder>))]
public enum ColorOrder : long
{
    /// <summary>Red, green, blue; used by everything except Caffe.</summary>
    Rgb,

    /// <summary>Blue, green, red; used by OpenCV and so by Caffe.</summary>
    Bgr,
}
