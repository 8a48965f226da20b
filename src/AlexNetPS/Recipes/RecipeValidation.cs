using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes;

/// <summary>Checks of recipe settings beyond their types.</summary>
internal static class RecipeValidation
{
    // Recipes come from untrusted files, and every rule is compared with every layer. The longest pattern is a range of
    // two names.
    private const int MaxRules = LayerLimits.Layers, LongestPattern = LayerPattern.Longest;

    private const int ProblemsShown = 50;

    // An image prepared with an untrusted recipe must fit into memory, whatever its aspect ratio.
    private const int MaxPixels = 4096 * 4 * 4096;

    /// <summary>Returns the maximum long side of images of a short side, in pixels.</summary>
    public static int LongestSide(int imageSize) => Math.Min(65536, MaxPixels / imageSize);

    /// <summary>Throws one exception that lists all errors.</summary>
    public static void ThrowIfAny(IEnumerable<string> problems, string origin)
    {
        string[] found = [.. problems.Take(ProblemsShown + 1)];
        if (found.Length == 1)
            throw new RecipeException($"{origin}, {(found[0].EndsWith('?') ? found[0] : found[0].TrimEnd('.') + ".")}");
        if (found.Length > ProblemsShown)
        {
            throw new RecipeException(
                $"{origin}: more than {ProblemsShown} settings are wrong.\n  {string.Join("\n  ", found[..^1])}");
        }

        if (found.Length > 1)
            throw new RecipeException($"{origin}: {found.Length} settings are wrong.\n  {string.Join("\n  ", found)}");
    }

    /// <summary>Returns the errors as "field: error".</summary>
    public static IEnumerable<string> Problems(Recipe recipe)
    {
        if (string.IsNullOrWhiteSpace(recipe.Name))
            yield return "name: is empty";
        if (recipe.Epochs < 1)
            yield return $"epochs: {recipe.Epochs} is below 1";
        if (recipe.BatchSize < 1)
            yield return $"batchSize: {recipe.BatchSize} is below 1";
        if (recipe.ImageSize is < 1 or > 4096)
        {
            yield return $"imageSize: {recipe.ImageSize} is not between 1 and 4096 pixels";
        }
        else if (recipe.MaximumSide is int longest
            && (longest < recipe.ImageSize || longest > LongestSide(recipe.ImageSize)))
        {
            yield return $"maximumSide: {longest} is not between imageSize and "
                + $"{LongestSide(recipe.ImageSize)} pixels";
        }

        if (recipe.LabelSmoothing is not (>= 0 and < 1))
            yield return $"labelSmoothing: {recipe.LabelSmoothing} is not from 0 up to but not 1";
        foreach (string problem in recipe.EarlyStopping?.Problems() ?? [])
            yield return $"earlyStopping.{problem}";
        foreach (string problem in recipe.Checkpoints.Problems())
            yield return $"checkpoints.{problem}";
        foreach (string problem in recipe.Curves.Problems())
            yield return $"curves.{problem}";

        foreach (string problem in OptimizerProblems(recipe.Optimizer))
            yield return $"optimizer.{problem}";
        foreach (string problem in recipe.Schedule.Problems())
            yield return $"schedule.{problem}";
        for (int i = 0; i < recipe.Initialization.Count; i++)
        {
            foreach (string problem in recipe.Initialization[i].Weight?.Problems() ?? [])
                yield return $"initialization[{i}].weight.{problem}";
            foreach (string problem in recipe.Initialization[i].Bias?.Problems() ?? [])
                yield return $"initialization[{i}].bias.{problem}";
        }

        foreach (string problem in TransformProblems("trainTransforms", recipe.TrainTransforms, evaluation: false))
            yield return problem;
        for (int i = 0; i < recipe.BatchTransforms.Count; i++)
        {
            foreach (string problem in recipe.BatchTransforms[i].Problems())
                yield return $"batchTransforms[{i}].{problem}";
        }

        foreach (string problem in TransformProblems("evaluationTransforms", recipe.EvaluationTransforms,
            evaluation: true))
        {
            yield return problem;
        }

        foreach (string problem in NetworkProblems(recipe))
            yield return problem;
    }

    private static IEnumerable<string> OptimizerProblems(OptimizerDefinition optimizer)
    {
        if (optimizer.LearningRate is not (> 0 and < double.PositiveInfinity))
            yield return $"learningRate: {optimizer.LearningRate} is not above 0";
        if (optimizer.Momentum is not (>= 0 and < 1))
            yield return $"momentum: {optimizer.Momentum} is not from 0 up to but not 1";
        if (optimizer.Beta1 is not (>= 0 and < 1))
            yield return $"beta1: {optimizer.Beta1} is not from 0 up to but not 1";
        if (optimizer.Beta2 is not (>= 0 and < 1))
            yield return $"beta2: {optimizer.Beta2} is not from 0 up to but not 1";
        if (optimizer.Epsilon is not (> 0 and < double.PositiveInfinity))
            yield return $"epsilon: {optimizer.Epsilon} is not above 0";
        if (AtLeastZero("weightDecay", optimizer.WeightDecay) is string decay)
            yield return decay;
        if (AtLeastZero("biasLearningRateFactor", optimizer.BiasLearningRateFactor) is string biasRate)
            yield return biasRate;
        if (AtLeastZero("biasWeightDecayFactor", optimizer.BiasWeightDecayFactor) is string biasDecay)
            yield return biasDecay;
        if (optimizer.Type == OptimizerType.SgdNesterov && optimizer.Momentum == 0)
            yield return "momentum: SgdNesterov needs one above 0";
        if (optimizer.ClipNorm is not (null or (> 0 and < double.PositiveInfinity)))
            yield return $"clipNorm: {optimizer.ClipNorm} is not above 0";
        if (optimizer.Accumulation < 1)
            yield return $"accumulation: {optimizer.Accumulation} is below 1";
        if (optimizer.AverageDecay is not (null or (> 0 and < 1)))
            yield return $"averageDecay: {optimizer.AverageDecay} is not between 0 and 1";
        for (int i = 0; i < optimizer.Layers.Count; i++)
        {
            LayerRule rule = optimizer.Layers[i];
            if (rule.LearningRateFactor is double rate
                && AtLeastZero($"layers[{i}].learningRateFactor", rate) is string rateProblem)
            {
                yield return rateProblem;
            }

            if (rule.WeightDecayFactor is double factor
                && AtLeastZero($"layers[{i}].weightDecayFactor", factor) is string decayProblem)
            {
                yield return decayProblem;
            }
        }
    }

    /// <summary>Returns the error of a number that must be finite and at least 0, or null.</summary>
    public static string? AtLeastZero(string field, double value) =>
        value is >= 0 and < double.PositiveInfinity
            ? null
            : $"{field}: {value} is {(value < 0 ? "below 0" : "not a finite number")}";

    private static IEnumerable<string> TransformProblems(string list, IReadOnlyList<TransformDefinition> transforms,
        bool evaluation)
    {
        for (int i = 0; i < transforms.Count; i++)
        {
            TransformDefinition transform = transforms[i];
            foreach (string problem in transform.Problems())
                yield return $"{list}[{i}].{problem}";
            if (evaluation && transform.IsRandom)
            {
                yield return $"{list}[{i}]: {transform.GetType().Name} is random and belongs in trainTransforms; "
                    + "use CenterCrop, TenCrop or Squash here";
            }

            if (!evaluation && transform.Views > 1)
            {
                yield return $"{list}[{i}]: {transform.GetType().Name} produces {transform.Views} crops and belongs in "
                    + "evaluationTransforms; use RandomCrop here";
            }
        }

        if (transforms.Count(transform => transform.Views > 1) > 1)
        {
            yield return $"{list}: more than one transform produces several crops; one MultiCrop combines places, "
                + "flips and scales";
        }

        if (transforms.Count(transform => transform is Normalize) > 1)
            yield return $"{list}: more than one Normalize";
        if (transforms.Any(transform => transform is Normalize)
            && transforms.Any(transform => transform is Scale or MeanSubtract or MeanImageSubtract))
        {
            yield return $"{list}: Normalize already scales to 0..1 and subtracts the mean; remove Scale, "
                + "MeanSubtract and MeanImageSubtract";
        }

        if (transforms.Any(transform => transform is MeanSubtract)
            && transforms.Any(transform => transform is MeanImageSubtract))
        {
            yield return $"{list}: MeanImageSubtract already subtracts the mean; remove MeanSubtract";
        }

        if (transforms.Any(transform => transform is MeanImageSubtract)
            && MeanImageSubtract.Place(transforms).Problem is string misplaced)
        {
            yield return $"{list}: {misplaced}";
        }

        if (transforms.Any(transform => transform is ImageMeanSubtract)
            && ImageMeanSubtract.Misplaced(transforms) is string order)
        {
            yield return $"{list}: {order}";
        }

        if (transforms.SkipWhile(transform => transform is not RandomErasing)
            .Any(transform => transform is not RandomErasing))
        {
            yield return $"{list}: RandomErasing works on the values that enter the network; put it last";
        }
    }

    private static IEnumerable<string> NetworkProblems(Recipe recipe)
    {
        NetworkDefinition? network = null;
        string? reason = null;
        try
        {
            network = recipe.Architecture.Resolve();
        }
        catch (Exception e) when (e is NetworkDefinitionException or IOException or UnauthorizedAccessException)
        {
            reason = $"architecture: {e.Message}";
        }

        if (network is null)
        {
            yield return reason!;
            yield break;
        }

        if (network.Input.Channels is not (1 or 3))
        {
            yield return $"architecture: {network.Name} takes {network.Input.Channels} channels; images have 1 "
                + "(gray) or 3";
        }

        foreach ((string list,
            IReadOnlyList<TransformDefinition> transforms) in new[] { ("trainTransforms", recipe.TrainTransforms),
                ("evaluationTransforms", recipe.EvaluationTransforms) })
        {
            if (TransformPipeline.OutputSize(transforms) is int size
                && (size != network.Input.Width || size != network.Input.Height))
            {
                yield return $"{list}: they produce {size}x{size} pixels, and {network.Name} takes "
                    + $"{network.Input.Width}x{network.Input.Height}";
            }
        }

        string[] limits = [.. RuleLimits("initialization", [.. recipe.Initialization.Select(rule => rule.Layers)]),
            .. RuleLimits("optimizer.layers", [.. recipe.Optimizer.Layers.Select(rule => rule.Layers)])];
        foreach (string limit in limits)
            yield return limit;
        if (limits.Length > 0)
            yield break;

        string[] learning = [.. network.ResolvedLayers.Where(layer => layer.HasParameters).Select(layer => layer.Name)];
        for (int i = 0; i < recipe.Initialization.Count; i++)
        {
            if (LayerPattern.Problem(recipe.Initialization[i].Layers, network, learning) is string problem)
                yield return $"initialization[{i}].layers: {problem}";
        }

        for (int i = 0; i < recipe.Optimizer.Layers.Count; i++)
        {
            if (LayerPattern.Problem(recipe.Optimizer.Layers[i].Layers, network, learning) is string problem)
                yield return $"optimizer.layers[{i}].layers: {problem}";
        }

        if (LayerRates.Of(network, recipe.Optimizer).Values.All(rates => !rates.Learns))
            yield return "optimizer.layers: every layer is frozen; at least one must learn";
    }

    private static IEnumerable<string> RuleLimits(string list, IReadOnlyList<string> patterns)
    {
        if (patterns.Count > MaxRules)
            yield return $"{list}: has {patterns.Count} rules; it must have at most {MaxRules}";
        for (int i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Length > LongestPattern)
            {
                yield return $"{list}[{i}].layers: has {patterns[i].Length} characters; it must have at most "
                    + $"{LongestPattern}";
            }
        }
    }
}
