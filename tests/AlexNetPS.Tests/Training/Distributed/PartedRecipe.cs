using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>A recipe whose results depend on how batches are divided.</summary>
internal static class PartedRecipe
{
    /// <summary>Everything that is drawn or counted for each batch, and what follows from it.</summary>
    public static Recipe Create(string optimizer, int epochs) => TinyRecipe.Create(optimizer, epochs: epochs) with
    {
        BatchTransforms = [new Mixup { Alpha = 0.2 }, new CutMix { Probability = 0.5 }],
        Sampling = Sampling.Balanced,
        LabelSmoothing = 0.1,
        ClassWeights = ClassWeights.Balanced,
        EarlyStopping = new() { Patience = 2 },
    };

    /// <summary>The recipe for one process that accumulates the parts of each batch.</summary>
    public static Recipe InParts(Recipe recipe, int parts) => recipe with
    {
        BatchSize = recipe.BatchSize / parts,
        Optimizer = recipe.Optimizer with { Accumulation = recipe.Optimizer.Accumulation * parts },
    };
}
