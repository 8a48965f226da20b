using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>Something that can run networks: the embedded CPU engine, or a plug-in. No engine knows a preset.</summary>
public interface IEngine
{
    /// <summary>"cpu", "torch".</summary>
    string Name { get; }

    /// <summary>
    /// Devices that can be named in <see cref="NetworkOptions.Device"/>, and those that cannot be used here (no driver,
    /// too old a GPU), each with its reason.
    /// </summary>
    IReadOnlyList<EngineDevice> Devices { get; }

    /// <summary>Builds a network with all parameters zero; the caller writes them.</summary>
    /// <exception cref="EngineException">Unknown device, or not enough memory (the message names the batch
    /// size).</exception>
    INetwork Create(NetworkDefinition definition, NetworkOptions options);
}

/// <summary>A request an engine cannot meet; the message says why and what to change.</summary>
public sealed class EngineException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The batch for which memory does not suffice; null where that is not what is wrong.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The largest batch that fits, found by halving; null where it was not tried.</summary>
    public int? LargestBatchSize { get; init; }
}
