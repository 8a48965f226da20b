using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the layers that have weights; of the default recipe's network if none is given.</summary>
public sealed class TrainedLayerCompleter : LayerCompleter
{
    private protected override bool Accepts(NetworkLayer layer) => layer.HasParameters;

    private protected override NetworkDefinition Otherwise() => Recipe.Get(Recipe.Default).Architecture.Resolve();
}
