using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Ranks;

/// <summary>What the processes that train one network divide among themselves.</summary>
[JsonConverter(typeof(EnumNameConverter<Parallelism>))]
public enum Parallelism : long
{
    /// <summary>The images: each has the whole network and trains on its part of every batch.</summary>
    Data,

    /// <summary>
    /// The network: each has a part of every layer and sees all images, as the two GPUs of the paper (section 3.5).
    /// Activations are sent where a layer reads those of all processes.
    /// </summary>
    Model,
}
