using AlexNetPS.Datasets;
using AlexNetPS.Networks;
using AlexNetPS.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Import;

/// <summary>The recipe of weights that came without one: that of their architecture, with what it would take from a training set filled in.</summary>
internal static class ImportedRecipe
{
    /// <summary>
    /// ImageNet's, as torchvision and Caffe use them: Caffe's mean image averages to 104.01, 116.67, 122.68 (blue, green, red), and
    /// torchvision's mean is .485, .456, .406. Eigenvectors as published with the authors' colour noise.
    /// </summary>
    private static readonly DatasetStatistics ImageNet = new(
        [122.67891434 / 255, 116.66876762 / 255, 104.00698793 / 255], [0.229, 0.224, 0.225], [0.2175, 0.0188, 0.0045],
        [[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]], 0);

    private static readonly Lazy<IReadOnlyList<Recipe>> Recipes = new(() => [.. Recipe.Names.Select(Recipe.Get)]);

    /// <summary>Builds it.</summary>
    /// <param name="given">The one that was asked for, if any.</param>
    /// <param name="network">The network of the weights.</param>
    /// <param name="warn">Told where transforms are only a guess.</param>
    /// <exception cref="FormatException">There is none for this network.</exception>
    public static Recipe For(Recipe? given, NetworkDefinition network, Action<string> warn)
    {
        Recipe? found = given ?? Known(network);
        if (found is null) warn($"Nothing is known of the pictures that {network.Name} was trained on; they are scaled to {network.Input.Width}x{network.Input.Height} pixels and 0..1. Give a recipe with -Recipe if that is wrong.");
        Recipe recipe = (found ?? Plain(network)) with { Architecture = new(network), Initialization = [] };

        // The first layer was turned to red, green, blue.
        recipe = recipe with { TrainTransforms = [.. recipe.TrainTransforms.Where(IsNotBlueFirst)], EvaluationTransforms = [.. recipe.EvaluationTransforms.Where(IsNotBlueFirst)] };
        try
        {
            recipe = recipe.WithStatistics(ImageNet);
            recipe.Validate();
            return recipe;
        }
        catch (RecipeException e)
        {
            throw new FormatException($"the recipe {recipe.Name} does not fit its network {network.Name}: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static bool IsNotBlueFirst(TransformDefinition transform) => transform is not ChannelOrder;

    private static Recipe? Known(NetworkDefinition network)
    {
        // CaffeNet has no recipe of its own: it was trained as BvlcAlexNet was.
        string architecture = network.Name == "CaffeNet" ? "BvlcAlexNet" : network.Name;
        return Recipes.Value.FirstOrDefault(recipe => recipe.Architecture.Name == architecture);
    }

    private static Recipe Plain(NetworkDefinition network) => Recipe.Get("D2L") with
    {
        Name = network.Name,
        Description = null,
        Source = null,
        ImageSize = Math.Max(network.Input.Width, network.Input.Height),
        TrainTransforms = [new Squash { Size = network.Input.Width }, new Scale()],
        EvaluationTransforms = [new Squash { Size = network.Input.Width }, new Scale()],
    };
}
