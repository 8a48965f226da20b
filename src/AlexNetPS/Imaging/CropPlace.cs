using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Imaging;

/// <summary>Position of a square crop.</summary>
[JsonConverter(typeof(EnumNameConverter<CropPlace>))]
public enum CropPlace : long
{
    /// <summary>The upper left corner.</summary>
    TopLeft,

    /// <summary>The upper right corner.</summary>
    TopRight,

    /// <summary>The lower left corner.</summary>
    BottomLeft,

    /// <summary>The lower right corner.</summary>
    BottomRight,

    /// <summary>The center.</summary>
    Center,
}
