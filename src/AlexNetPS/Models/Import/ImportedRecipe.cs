using AlexNetPS.Datasets;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Import;

/// <summary>Completes the recipe of imported weights: what it would compute from a training set is filled in.</summary>
internal static class ImportedRecipe
{
    private const int ImageNetClasses = 1000;

    /// <summary>
    /// Statistics of ImageNet, as in torchvision and Caffe: Caffe's mean image averages to 104.01, 116.67, 122.68
    /// (blue, green, red), torchvision's mean is .485, .456, .406. The eigenvectors are the columns of the matrix
    /// published with the authors' color noise; the first is gray.
    /// </summary>
    internal static DatasetStatistics ImageNet { get; } = new(
        [122.67891434 / 255, 116.66876762 / 255, 104.00698793 / 255], [0.229, 0.224, 0.225], [0.2175, 0.0188, 0.0045],
        [[-0.5675, -0.5808, -0.5836], [0.7192, -0.0045, -0.6948], [0.4009, -0.8140, 0.4203]], 0);

    private static readonly Lazy<IReadOnlyList<Recipe>> _recipes = new(() => [.. Recipe.Names.Select(Recipe.Get)]);

    /// <summary>Returns the recipe of weights without one: the given recipe, or that of the network.</summary>
    /// <param name="given">Requested recipe; null for none.</param>
    /// <param name="network">Network of the weights.</param>
    /// <param name="file">File of the weights.</param>
    /// <param name="networkIsGuessed">Whether the network was found by its shapes only.</param>
    /// <param name="normalization">Normalization in the file; null for none.</param>
    /// <param name="warn">Receives warnings about what the file does not contain and what is used instead.</param>
    /// <exception cref="FormatException">The recipe does not fit the network.</exception>
    public static Recipe For(Recipe? given, NetworkDefinition network, WeightFile file, bool networkIsGuessed,
        Normalize? normalization, Action<string> warn)
    {
        if (given is not null)
        {
            if (file.BlueFirst && network.Input.Channels == 3 && ChannelOrder.In(given.EvaluationTransforms) is null)
            {
                warn($"Recipe '{given.Name}' states no ChannelOrder, and a {file.Format} has blue first: the first "
                    + "layer was converted to red first. "
                    + """If it takes red first already, put {"type":"ChannelOrder","order":"Rgb"} into the recipe.""");
            }

            TransformDefinition[] open = [.. given.EvaluationTransforms.OfType<Normalize>().Where(NeedsStatistics)];
            if (normalization is not null && open.Length == 0 && !Contains(given, normalization))
            {
                warn($"'{Path.GetFileName(file.Path)}' has the values of a normalization of the input, "
                    + $"{TransformText.Of([normalization])}. Recipe '{given.Name}' is used as it is, without it.");
            }

            return Fitted(Normalized(given, normalization, open), network, warn);
        }

        Recipe? known = Known(network);
        Recipe taken = known ?? Plain(network);
        taken = Normalized(taken, normalization, [.. taken.EvaluationTransforms.Where(ScalesValues)]);
        string name = Path.GetFileName(file.Path), transforms = TransformText.Of(taken.EvaluationTransforms);
        warn((networkIsGuessed
            ? $"'{name}' holds neither network nor transforms. It is read as {network.Name}, the architecture of "
                + "these shapes. "
            : $"'{name}' holds no transforms. ")
            + (known is null
                ? $"No recipe of {network.Name} is known: images get {transforms}. "
                : $"Images get the transforms of recipe '{known.Name}': "
                    + $"{transforms}{(NeedsStatistics(taken) ? ", with ImageNet's statistics" : "")}. ")
            + (normalization is null ? "" : "Their mean and standard deviation are those in the file. ")
            + "If the network was trained differently, give "
            + $"{(networkIsGuessed ? "-Architecture and -Recipe" : "its recipe with -Recipe")}.");
        return Fitted(taken, network, _ => { });
    }

    /// <summary>
    /// Returns the recipe that overrides a model's own. Values that it would compute from a training set are copied
    /// from the model's recipe.
    /// </summary>
    /// <inheritdoc cref="For" path="/exception"/>
    public static Recipe InPlaceOf(Recipe own, Recipe given, NetworkDefinition network, string name,
        Action<string> warn)
    {
        TransformDefinition[] known = [.. own.EvaluationTransforms, .. own.TrainTransforms];
        Recipe completed = given with
        {
            TrainTransforms = given.TrainTransforms.Select(transform => Completed(transform, known)).ToArray(),
            EvaluationTransforms =
                given.EvaluationTransforms.Select(transform => Completed(transform, known)).ToArray(),
        };
        Recipe recipe = Fitted(completed, network, warn);
        if (NormalizationDifference.Warning($"The model '{name}'", own, network, recipe, network) is string difference)
            warn(difference);
        return recipe;
    }

    private static Recipe Fitted(Recipe recipe, NetworkDefinition network, Action<string> warn)
    {
        if (network.Classes != ImageNetClasses && NeedsStatistics(recipe))
        {
            warn($"Recipe '{recipe.Name}' takes values from the training set "
                + $"({TransformText.Of(recipe.EvaluationTransforms.Where(NeedsStatistics))}), and the file has none: "
                + "ImageNet's are used. "
                + "Give the recipe of the run, which contains them.");
        }

        try
        {
            Recipe fitted =
                (recipe with { Initialization = [] }).WithArchitecture(new(network), warn).WithStatistics(ImageNet);
            fitted.Validate();
            return fitted;
        }
        catch (RecipeException e)
        {
            throw new FormatException(
                $"the recipe {recipe.Name} does not fit its network {network.Name}: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static TransformDefinition Completed(TransformDefinition transform,
        TransformDefinition[] known) => transform switch
        {
            Normalize normalize when known.OfType<Normalize>().FirstOrDefault() is { } own =>
                normalize with
                {
                    Mean = normalize.Mean ?? own.Mean,
                    StandardDeviation = normalize.StandardDeviation ?? own.StandardDeviation
                },
            MeanSubtract { Mean: null } subtract =>
                subtract with { Mean = known.OfType<MeanSubtract>().FirstOrDefault()?.Mean },
            MeanImageSubtract { Mean: null } subtract =>
                subtract with { Mean = known.OfType<MeanImageSubtract>().FirstOrDefault()?.Mean },
            PcaColorNoise { Eigenvalues: null } noise when known.OfType<PcaColorNoise>().FirstOrDefault() is { } own =>
                noise with { Eigenvalues = own.Eigenvalues, Eigenvectors = own.Eigenvectors },
            _ => transform,
        };

    /// <summary>Puts the normalization of the file in place of transforms of the recipe.</summary>
    private static Recipe Normalized(Recipe recipe, Normalize? normalization, TransformDefinition[] replaced)
    {
        if (normalization is null || replaced.Length == 0)
            return recipe;
        return recipe with
        {
            TrainTransforms = With(recipe.TrainTransforms),
            EvaluationTransforms = With(recipe.EvaluationTransforms),
        };

        TransformDefinition[] With(IReadOnlyList<TransformDefinition> transforms)
        {
            int last = transforms.ToList().FindLastIndex(replaced.Contains);
            return [.. transforms.SelectMany((transform, i) => i == last ? [normalization]
                : replaced.Contains(transform) ? [] : new[] { transform })];
        }
    }

    private static bool Contains(Recipe recipe, Normalize normalization) =>
        recipe.EvaluationTransforms.OfType<Normalize>().Any(own =>
            Same(own.Mean, normalization.Mean) && Same(own.StandardDeviation, normalization.StandardDeviation));

    private static bool Same(IReadOnlyList<double>? one, IReadOnlyList<double>? other) =>
        one is not null && other is not null && one.Count == other.Count
        && one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4);

    private static bool ScalesValues(TransformDefinition transform) =>
        transform is Normalize or MeanSubtract or MeanImageSubtract or ImageMeanSubtract or Scale;

    private static bool NeedsStatistics(Recipe recipe) => recipe.EvaluationTransforms.Any(NeedsStatistics);

    private static bool NeedsStatistics(TransformDefinition transform) =>
        !ReferenceEquals(transform.Resolve(ImageNet), transform);

    private static Recipe? Known(NetworkDefinition network)
    {
        // CaffeNet has no separate recipe: it was trained as BvlcAlexNet was.
        string architecture = network.Name == "CaffeNet" ? "BvlcAlexNet" : network.Name;
        return _recipes.Value.FirstOrDefault(recipe => recipe.Architecture.Name == architecture);
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
