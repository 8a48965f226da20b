using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the layers whose output is maps.</summary>
public sealed class MapLayerCompleter : LayerCompleter
{
    private protected override bool Accepts(NetworkLayer layer) => layer.OutputShape is not { Height: 1, Width: 1 };
}
