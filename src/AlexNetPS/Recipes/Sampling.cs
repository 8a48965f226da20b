using System.Text.Json.Serialization;

namespace AlexNetPS.Recipes;

/// <summary>Which training images an epoch shows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Sampling>))]
public enum Sampling
{
    /// <summary>Every image once, in random order.</summary>
    Shuffled,

    /// <summary>
    /// As many images, every class equally often: those of rare classes several times, each time augmented anew, of
    /// frequent ones only a part.
    /// </summary>
    Balanced,
}
