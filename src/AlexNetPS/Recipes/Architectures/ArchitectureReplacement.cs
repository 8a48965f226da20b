using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>Replaces the network of a recipe and adapts the recipe to it as far as possible.</summary>
internal static class ArchitectureReplacement
{
    // 224 and 227 are both crops of 256 pixels; 28 is not.
    private const double AlikeWithin = 0.1;

    public static Recipe With(Recipe recipe, RecipeArchitecture architecture, Action<string>? warn)
    {
        NetworkDefinition network = architecture.Resolve();
        int edge = network.Input.Width;
        InitializationRule[] initialization = Known(recipe.Initialization, rule => rule.Layers, "initialization");
        LayerRule[] rules = Known(recipe.Optimizer.Layers, rule => rule.Layers, "optimizer.layers");
        int imageSize = TransformPipeline.OutputSize(recipe.EvaluationTransforms) is int previous
            ? Follow(recipe.ImageSize, previous, edge)
            : recipe.ImageSize;
        return recipe with
        {
            Architecture = architecture,
            Initialization = initialization,
            Optimizer = recipe.Optimizer with { Layers = rules },
            ImageSize = imageSize,
            MaximumSide = imageSize == recipe.ImageSize ? recipe.MaximumSide : null,
            TrainTransforms = Sized(recipe.TrainTransforms, edge),
            EvaluationTransforms = Sized(recipe.EvaluationTransforms, edge),
        };

        T[] Known<T>(IReadOnlyList<T> all, Func<T, string> pattern, string field)
        {
            string[] learning =
                [.. network.ResolvedLayers.Where(layer => layer.HasParameters).Select(layer => layer.Name)];
            string[] unknown =
                [.. all.Select(pattern).Where(layers => LayerPattern.Problem(layers, network, learning) is not null)];
            if (unknown.Length > 0)
            {
                warn?.Invoke($"{network.Name} has no layer {string.Join(", ", unknown)}: recipe '{recipe.Name}' is "
                    + $"used without its rules for them ({field}).");
            }

            return [.. all.Where(rule => !unknown.Contains(pattern(rule)))];
        }
    }

    // The last crop is set to the network's input size; earlier sizes follow if theirs was far from it.
    private static IReadOnlyList<TransformDefinition> Sized(IReadOnlyList<TransformDefinition> transforms, int edge)
    {
        if (TransformPipeline.OutputSize(transforms) is not int previous || previous == edge)
            return transforms;
        int last = transforms.ToList().FindLastIndex(transform => transform.OutputSize is not null);
        return transforms.Select((transform, i) => transform switch
        {
            MultiCrop several when i == last => several with
            {
                Size = edge,
                ShortSides = several.ShortSides.Select(side => Follow(side, previous, edge)).ToArray()
            },
            _ => WithSize(transform, size => i == last ? edge : Follow(size, previous, edge)),
        }).ToArray();
    }

    private static int Follow(int size, int previous, int edge)
    {
        double scale = (double)edge / previous;
        return Math.Abs(scale - 1) <= AlikeWithin && size >= edge ? size : (int)Math.Round(size * scale);
    }

    private static TransformDefinition WithSize(TransformDefinition transform, Func<int, int> size) => transform switch
    {
        Resize resize => resize with { Size = size(resize.Size) },
        Squash squash => squash with { Size = size(squash.Size) },
        CenterCrop crop => crop with { Size = size(crop.Size) },
        RandomCrop crop => crop with { Size = size(crop.Size) },
        RandomResizedCrop crop => crop with { Size = size(crop.Size) },
        TenCrop crop => crop with { Size = size(crop.Size) },
        _ => transform,
    };
}
