using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Recipes;

/// <summary>Sampling of the training images in an epoch.</summary>
[JsonConverter(typeof(EnumNameConverter<Sampling>))]
public enum Sampling : long
{
    /// <summary>Every image once, in random order.</summary>
    Shuffled,

    /// <summary>
    /// Class-balanced sampling of as many images: those of rare classes repeat, augmented differently each time; of
    /// frequent classes only a part is used.
    /// </summary>
    Balanced,
}
