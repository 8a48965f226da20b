using AlexNetPS.Imaging;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes;

/// <summary>Crops used in evaluation; softmax outputs of several crops are averaged.</summary>
public enum EvaluationCrops : long
{
    /// <summary>The recipe's crops.</summary>
    Recipe,

    /// <summary>The center.</summary>
    Center,

    /// <summary>
    /// The center and its horizontal flip; if the recipe squashes whole images, the whole image and its flip.
    /// </summary>
    Flip,

    /// <summary>The four corners and the center.</summary>
    Five,

    /// <summary>The four corners, the center, and their horizontal flips (paper section 4.1).</summary>
    Ten,
}

/// <summary>Replaces a recipe's evaluation crops.</summary>
internal static class CropReplacement
{
    // A squashed image has no margin to crop from; it is first squashed to a size with the paper's margin, 256 for 224.
    private const double Margin = 256.0 / 224;

    public static Recipe With(Recipe recipe, EvaluationCrops crops)
    {
        if (crops == EvaluationCrops.Recipe)
            return recipe;
        List<TransformDefinition> transforms = [.. recipe.EvaluationTransforms.SelectMany(OneView)];
        if (crops != EvaluationCrops.Center)
            Multiply(transforms, crops, recipe.Name);
        return recipe with { EvaluationTransforms = transforms };
    }

    private static IEnumerable<TransformDefinition> OneView(TransformDefinition transform) => transform switch
    {
        TenCrop ten => [new CenterCrop { Size = ten.Size }],
        MultiCrop { ShortSides: [int first, ..] } several =>
            [new Resize { Size = first }, new CenterCrop { Size = several.Size }],
        MultiCrop several => [new CenterCrop { Size = several.Size }],
        _ => [transform],
    };

    private static void Multiply(List<TransformDefinition> transforms, EvaluationCrops crops, string recipe)
    {
        int last = transforms.FindLastIndex(transform => transform.OutputSize is not null);
        if (last < 0)
        {
            throw new RecipeException($"Recipe '{recipe}', evaluationTransforms: there is no CenterCrop or Squash "
                + "to replace with other crops.");
        }

        int size = transforms[last].OutputSize!.Value;
        if (transforms[last] is not Squash)
        {
            transforms[last] = Views(crops, size);
        }
        else if (crops == EvaluationCrops.Flip)
        {
            // The whole image is used: the flip applies to what the network would see.
            int behind = Math.Max(last, transforms.FindLastIndex(transform => transform is MeanImageSubtract)) + 1;
            transforms.Insert(behind, Views(crops, size));
        }
        else
        {
            transforms[last] = new Squash { Size = (int)Math.Round(size * Margin) };
            transforms.Insert(last + 1, Views(crops, size));
        }
    }

    private static TransformDefinition Views(EvaluationCrops crops, int size) => crops switch
    {
        EvaluationCrops.Flip => new MultiCrop { Size = size, Mirror = true },
        EvaluationCrops.Five => new MultiCrop { Size = size, Places = Enum.GetValues<CropPlace>() },
        _ => new TenCrop { Size = size },
    };
}
