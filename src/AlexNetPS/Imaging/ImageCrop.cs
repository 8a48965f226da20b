using System.Text.Json.Serialization;

namespace AlexNetPS.Imaging;

/// <summary>Which part of an image is kept when it is prepared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageCrop>))]
public enum ImageCrop
{
    /// <summary>All of it, its short side scaled to the image size.</summary>
    None,

    /// <summary>
    /// The central square after the short side was scaled to the image size: torchvision's Resize, then CenterCrop.
    /// </summary>
    Center,

    /// <summary>
    /// The central square of the image as it is, not scaled, with black borders where the image is smaller:
    /// torchvision's CenterCrop alone.
    /// </summary>
    CenterUnscaled,
}
