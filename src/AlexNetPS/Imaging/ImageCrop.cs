using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Imaging;

/// <summary>Crop applied when an image is prepared.</summary>
[JsonConverter(typeof(EnumNameConverter<ImageCrop>))]
public enum ImageCrop : long
{
    /// <summary>No crop; the short side is scaled to the image size.</summary>
    None,

    /// <summary>
    /// The central square after scaling the short side to the image size: torchvision's Resize, then CenterCrop.
    /// </summary>
    Center,

    /// <summary>
    /// The central square of the unscaled image, with black borders if the image is smaller: torchvision's CenterCrop
    /// alone.
    /// </summary>
    CenterUnscaled,
}
