using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp;

/// <summary>Makes the parameters of one replica's layers.</summary>
/// <param name="definition">The network.</param>
/// <param name="devices">The replica's devices; more than one split each layer between them.</param>
/// <param name="optimizer">What updates them; null for nothing.</param>
/// <param name="keepsState">Whether the replica is the one whose parameters are updated; others get theirs from
/// it.</param>
/// <param name="buffers">See <see cref="HostBuffer"/>.</param>
internal sealed class ParameterMaker(NetworkDefinition definition, IReadOnlyList<Device> devices,
    OptimizerDefinition? optimizer, bool keepsState, int buffers)
{
    private readonly Dictionary<string, LayerRates> _rates = LayerRates.Of(definition, optimizer);

    public IReadOnlyList<Device> Devices => devices;

    /// <summary>Host memory for what a layer sends.</summary>
    public HostBuffer Bytes() => new(devices[0], ScalarType.Byte, buffers);

    /// <summary>Weight and bias of a layer, all zero.</summary>
    public (TorchParameter Weight, TorchParameter Bias) Parameters(NetworkLayer layer, int parts)
    {
        LayerRates rates = _rates[layer.Name];
        Device[] places = [.. devices.Take(parts)];
        return (new(new($"{layer.Name}.weight", layer.WeightShape), places, optimizer, rates, false, keepsState),
            new(new($"{layer.Name}.bias", [layer.Definition.BiasCount]), places, optimizer, rates, true, keepsState));
    }

    /// <summary>Says that a layer cannot be split.</summary>
    public EngineException Unsplittable(NetworkLayer layer, string what) => new(
        $"Layer '{layer.Name}': {what} cannot be split over {devices.Count} devices. Separate the devices by a comma "
            + "instead of '+': then each takes part of a batch.");
}
