using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>How many crops of a picture are looked at in evaluation.</summary>
public enum EvaluationCrops
{
    /// <summary>Those of the recipe.</summary>
    Recipe,

    /// <summary>The centre.</summary>
    Center,

    /// <summary>The four corners, the centre, and their mirror images; the softmax outputs are averaged (paper section 4.1).</summary>
    Ten,
}

/// <summary>Puts other crops in place of a recipe's.</summary>
internal static class CropReplacement
{
    // A squashed picture has no margin to crop from; it is first squashed to a size that has the paper's, 256 for 224.
    private const double Margin = 256.0 / 224;

    public static Recipe With(Recipe recipe, EvaluationCrops crops) => crops switch
    {
        EvaluationCrops.Center => recipe with { EvaluationTransforms = [.. recipe.EvaluationTransforms.Select(transform => transform is TenCrop ten ? new CenterCrop { Size = ten.Size } : transform)] },
        EvaluationCrops.Ten when recipe.EvaluationViews == 1 => recipe with { EvaluationTransforms = TenFold(recipe) },
        _ => recipe,
    };

    private static List<TransformDefinition> TenFold(Recipe recipe)
    {
        List<TransformDefinition> transforms = [.. recipe.EvaluationTransforms];
        int last = transforms.FindLastIndex(transform => transform.OutputSize is not null);
        if (last < 0) throw new RecipeException($"Recipe '{recipe.Name}', evaluationTransforms: there is no CenterCrop and no Squash to take ten crops in place of.");
        int size = transforms[last].OutputSize!.Value;
        if (transforms[last] is Squash) transforms.Insert(last++, new Squash { Size = (int)Math.Round(size * Margin) });
        transforms[last] = new TenCrop { Size = size };
        return transforms;
    }
}
