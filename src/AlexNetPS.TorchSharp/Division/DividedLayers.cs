using AlexNetPS.Engines;
using AlexNetPS.Engines.Division;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Division;

/// <summary>The part of each layer that this rank computes, and what the ranks exchange. All make every call.</summary>
internal sealed class DividedLayers : IDisposable
{
    /// <exception cref="EngineException">No layer can be divided.</exception>
    public DividedLayers(NetworkDefinition definition, IRankGroup ranks, TorchDevice device)
    {
        Division = new(definition, ranks);
        Tensors = new(Division);
        Exchange = new(device, ranks);
        Crossings = [.. Division.Layers.Select(part => RankCrossing.Before(part, Exchange))];
    }

    public LayerDivision Division { get; }

    public DividedTensors Tensors { get; }

    public RankExchange Exchange { get; }

    /// <summary>What is exchanged before each layer; null for nothing.</summary>
    public IReadOnlyList<RankCrossing?> Crossings { get; }

    public void Dispose() => Exchange.Dispose();
}
