using AlexNetPS.Networks;
using AlexNetPS.Transforms;
using static System.FormattableString;

namespace AlexNetPS.Recipes;

/// <summary>
/// Checks whether a recipe normalizes inputs as a trained model expects: to a model trained on -2..2.6, values from
/// 0..255 are noise.
/// </summary>
internal static class NormalizationDifference
{
    // Means of two datasets differ by a few hundredths of the range, two kinds of normalization by much more.
    private const double Tolerance = 0.1;

    /// <summary>Returns a warning for the user, or null if both recipes produce the same range of values.</summary>
    /// <param name="model">Name of the model in the message.</param>
    /// <param name="known">The model's recipe.</param>
    /// <param name="knownNetwork">The model's network.</param>
    /// <param name="given">The recipe that replaces it.</param>
    /// <param name="network">The network of that recipe.</param>
    public static string? Warning(string model, Recipe known, NetworkDefinition knownNetwork, Recipe given,
        NetworkDefinition network)
    {
        (double Black, double White)[] knownLevels = known.CreateEvaluationTransforms(knownNetwork).Levels(), levels =
            given.CreateEvaluationTransforms(network).Levels();
        bool sameLevels = knownLevels.Zip(levels).All(pair =>
        {
            double tolerance = Tolerance * Math.Abs(pair.First.White - pair.First.Black);
            return Math.Abs(pair.First.Black - pair.Second.Black) <= tolerance
                && Math.Abs(pair.First.White - pair.Second.White) <= tolerance;
        });
        bool sameOrder = network.Input.Channels == 1 || IsBlueFirst(known) == IsBlueFirst(given);
        if (sameLevels && sameOrder)
            return null;

        string advice = sameLevels ? OrderAdvice(known)
            : "Put the model's normalization into trainTransforms and evaluationTransforms: "
                + $"{Normalization(known)}{(sameOrder || IsBlueFirst(known) ? "" : ", without ChannelOrder")}";
        return $"{model} was trained on values from {Shown(knownLevels)}{Order(known)}, but recipe '{given.Name}' "
            + $"produces values from {Shown(levels)}{Order(given)}. {advice}; or omit -Recipe to use the model's "
            + "recipe.";
    }

    private static bool IsBlueFirst(Recipe recipe) => ChannelOrder.In(recipe.EvaluationTransforms) == ColorOrder.Bgr;

    private static string Order(Recipe recipe) => IsBlueFirst(recipe) ? ", blue first" : "";

    private static string OrderAdvice(Recipe known) => IsBlueFirst(known)
        ? "Put the model's channel order into trainTransforms and evaluationTransforms: "
            + $"{TransformText.Of([new ChannelOrder { Order = ColorOrder.Bgr }])}"
        : "Remove ChannelOrder from trainTransforms and evaluationTransforms, which leaves the model's "
            + $"{Normalization(known)}";

    private static string Shown((double Black, double White)[] levels) =>
        Invariant($"{levels.Min(level => level.Black):0.##} to {levels.Max(level => level.White):0.##}");

    private static string Normalization(Recipe recipe) =>
        TransformText.Of(recipe.EvaluationTransforms.Where(
            transform => transform is Normalize or MeanSubtract or MeanImageSubtract or ImageMeanSubtract
            or Scale or ChannelOrder)) is { Length: > 0 } text ? text : "none";
}
