using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>Runs networks: the embedded CPU engine, or a plug-in. No engine depends on a preset.</summary>
public interface IEngine
{
    /// <summary>Name of the engine: "cpu", "torch".</summary>
    string Name { get; }

    /// <summary>
    /// Version of the engine and of what it computes with. Another version may give other numbers.
    /// </summary>
    string Version => GetType().Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>
    /// Devices accepted by <see cref="NetworkOptions.Device"/>, and unavailable ones (no driver, GPU too old), each
    /// with its reason.
    /// </summary>
    IReadOnlyList<EngineDevice> Devices { get; }

    /// <summary>Creates a network with all parameters zero; the caller writes them.</summary>
    /// <exception cref="EngineException">Unknown device, or not enough memory (the message names the batch
    /// size).</exception>
    INetwork Create(NetworkDefinition definition, NetworkOptions options);

    /// <summary>
    /// Returns the memory in bytes that a network takes; null if the engine knows it only when the network exists.
    /// </summary>
    long? MemoryBytes(NetworkDefinition definition, NetworkOptions options) => null;
}

/// <summary>A request that an engine cannot fulfill; the message states why and what to change.</summary>
public sealed class EngineException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The batch size that does not fit into memory; null for other failures.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The largest batch size that fits, found by halving; null if none was tried.</summary>
    public int? LargestBatchSize { get; init; }
}
