using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the layers whose filters can be drawn: convolutions.</summary>
public sealed class FilterLayerCompleter : LayerCompleter
{
    private protected override bool Accepts(NetworkLayer layer) => layer.Definition is ConvolutionDefinition;
}
