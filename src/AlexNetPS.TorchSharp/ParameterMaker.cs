using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp;

/// <summary>Creates the parameters of one replica's layers.</summary>
/// <param name="definition">The network.</param>
/// <param name="devices">The replica's devices; several devices split each layer.</param>
/// <param name="optimizer">Updates the parameters; null for none.</param>
/// <param name="keepsState">Whether the optimizer updates this replica; others receive a copy of its
/// parameters.</param>
internal sealed class ParameterMaker(NetworkDefinition definition, IReadOnlyList<Device> devices,
    OptimizerDefinition? optimizer, bool keepsState)
{
    private readonly Dictionary<string, LayerRates> _rates = LayerRates.Of(definition, optimizer);

    public IReadOnlyList<Device> Devices => devices;

    /// <summary>Creates weight and bias of a layer, all zero.</summary>
    public (TorchParameter Weight, TorchParameter Bias) Parameters(NetworkLayer layer, int parts)
    {
        LayerRates rates = _rates[layer.Name];
        Device[] places = [.. devices.Take(parts)];
        return (new(new($"{layer.Name}.weight", layer.WeightShape), places, optimizer, rates, false, keepsState),
            new(new($"{layer.Name}.bias", layer.BiasShape), places, optimizer, rates, true, keepsState));
    }

    /// <summary>Returns the exception of a layer that cannot be split.</summary>
    public EngineException Unsplittable(NetworkLayer layer, string what) => new(
        $"Layer '{layer.Name}': {what} cannot be split over {devices.Count} devices. Separate the devices by a comma "
            + "instead of '+': then each processes a part of each batch.");
}
