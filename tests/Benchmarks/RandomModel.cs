using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Benchmarks;

/// <summary>A model of random weights.</summary>
internal static class RandomModel
{
    public static AlexNetModel Of(NetworkDefinition definition)
    {
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1 });
        RandomWeights.Fill(network);
        // One view of an image; the Paper recipe's ten crops would be ten predictions.
        Recipe recipe = Recipe.Get("OneTower");
        TransformDefinition[] view = [.. recipe.EvaluationTransforms.Select(
            transform => transform is CenterCrop crop ? crop with { Size = definition.Input.Width } : transform)];
        return AlexNetModel.FromNetwork(network, new()
        {
            Name = definition.Name,
            Definition = definition,
            Classes = [.. Enumerable.Range(0, definition.Classes).Select(i => $"class {i}")],
            Recipe = recipe with { TrainTransforms = view, EvaluationTransforms = view },
        });
    }
}
