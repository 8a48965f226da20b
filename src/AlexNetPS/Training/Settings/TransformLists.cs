using AlexNetPS.Imaging;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training.Settings;

/// <summary>Transforms that change no image.</summary>
internal static class TransformLists
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run) =>
    [
        .. Unused(run, "trainTransforms", recipe => recipe.TrainTransforms,
            (recipe, list) => recipe with { TrainTransforms = list }),
        .. Batch(run),
        .. Unused(run, "evaluationTransforms", recipe => recipe.EvaluationTransforms,
            (recipe, list) => recipe with { EvaluationTransforms = list }),
    ];

    private static IEnumerable<UnusedSetting> Unused(RunFacts run, string list,
        Func<Recipe, IReadOnlyList<TransformDefinition>> read,
        Func<Recipe, IReadOnlyList<TransformDefinition>, Recipe> write)
    {
        IReadOnlyList<TransformDefinition> transforms = read(run.Recipe);
        for (int i = 0; i < transforms.Count; i++)
        {
            TransformDefinition transform = transforms[i];
            if (Reason(run, transforms, i) is not string reason)
                continue;
            yield return new()
            {
                Field = $"{list}[{i}]",
                Value = $"({transform.Type})",
                Reason = reason,
                Advice = "Change it, or remove it",
                Without = recipe =>
                    write(recipe, read(recipe).Where(other => !ReferenceEquals(other, transform)).ToArray()),
            };
        }
    }

    private static string? Reason(RunFacts run, IReadOnlyList<TransformDefinition> transforms, int i)
    {
        if (transforms[i].WhyUnused(run.Network.Input.Channels) is string own)
            return own;
        int? size = transforms[i].OutputSize;
        return transforms[i] switch
        {
            RandomCrop or CenterCrop when TransformPipeline.OutputSize(transforms.Take(i)) == size =>
                $"the images have {size} x {size} pixels before",
            // A center crop of them is the usual way to take whole images; a random one is meant to vary.
            RandomCrop when run.Recipe.Crop == ImageCrop.Center && run.Recipe.ImageSize == size
                && !transforms.Take(i).Any(before => before is Resize || before.OutputSize is not null) =>
                $"the images of the dataset have {size} x {size} pixels (-ImageSize, -Crop of Import-ImageNetFolder)",
            ChannelOrder when transforms.Skip(i + 1).Any(later => later is ChannelOrder) =>
                "a later one replaces it",
            _ => null,
        };
    }

    private static IEnumerable<UnusedSetting> Batch(RunFacts run)
    {
        IReadOnlyList<BatchTransformDefinition> transforms = run.Recipe.BatchTransforms;
        // One of several with probability 0 has the effect that fewer batches are mixed.
        string? reason = transforms.Count == 0 ? null
            : transforms.All(transform => transform.Probability == 0) ? "probability is 0"
            : run.Recipe.BatchSize == 1 ? "a batch has one image, which would be mixed with itself"
            : null;
        if (reason is null)
            yield break;
        yield return new()
        {
            Field = "batchTransforms",
            Value = $"({string.Join(", ", transforms.Select(transform => transform.Type))})",
            Reason = reason,
            Advice = "Change it, or remove it",
            Without = recipe => recipe with { BatchTransforms = [] },
        };
    }
}
