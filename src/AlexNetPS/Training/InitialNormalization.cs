using System.Text.Json;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;
using static System.FormattableString;

namespace AlexNetPS.Training;

/// <summary>Whether a recipe shows a trained model the values that it knows: a model that learned on -2..2.6 takes 0..255 for noise.</summary>
internal static class InitialNormalization
{
    // Means of two datasets differ by a few hundredths of the range, two ways to normalize by much more.
    private const double Tolerance = 0.1;

    /// <summary>What to tell the user, or null where the values are alike.</summary>
    public static string? Difference(AlexNetModel model, Recipe recipe, NetworkDefinition network)
    {
        (double Black, double White)[] known = model.Recipe.CreateEvaluationTransforms(model.Definition).Levels(), given = recipe.CreateEvaluationTransforms(network).Levels();
        bool alike = Order(model.Recipe) == Order(recipe) && known.Zip(given).All(pair =>
        {
            double tolerance = Tolerance * Math.Abs(pair.First.White - pair.First.Black);
            return Math.Abs(pair.First.Black - pair.Second.Black) <= tolerance && Math.Abs(pair.First.White - pair.Second.White) <= tolerance;
        });
        return alike ? null :
            $"The initial model '{model.Name}' learned on values from {Shown(known)}{Shown(model.Recipe)}, and recipe '{recipe.Name}' gives it values from {Shown(given)}{Shown(recipe)}: its first layers do not know them. "
            + $"Put the model's normalization into trainTransforms and evaluationTransforms: {Normalization(model.Recipe)}; or leave out -Recipe, which takes the model's recipe.";
    }

    private static ColorOrder Order(Recipe recipe) => recipe.EvaluationTransforms.OfType<ChannelOrder>().LastOrDefault()?.Order ?? ColorOrder.Rgb;

    private static string Shown((double Black, double White)[] levels) => Invariant($"{levels.Min(level => level.Black):0.##} to {levels.Max(level => level.White):0.##}");

    private static string Shown(Recipe recipe) => Order(recipe) == ColorOrder.Bgr ? ", blue first" : "";

    private static string Normalization(Recipe recipe)
    {
        IEnumerable<string> transforms = recipe.EvaluationTransforms
            .Where(transform => transform is Normalize or MeanSubtract or MeanImageSubtract or ImageMeanSubtract or Scale or ChannelOrder)
            .Select(transform => JsonSerializer.Serialize(transform is MeanImageSubtract subtract ? subtract with { Mean = null } : transform, Json));
        return string.Join(", ", transforms) is { Length: > 0 } text ? text : "none";
    }

    private static readonly JsonSerializerOptions Json = new(RecipeFile.Json) { WriteIndented = false };
}
