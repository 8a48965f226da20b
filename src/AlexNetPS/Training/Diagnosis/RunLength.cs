using System.Globalization;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>Whether a run is long enough that the absence of findings means something.</summary>
internal static class RunLength
{
    /// <summary>Returns why a run without findings is too short to be healthy; null if it is long enough.</summary>
    /// <param name="recipe">Recipe of the run.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="steps">Steps per epoch.</param>
    /// <param name="history">Completed epochs.</param>
    public static string? TooShort(Recipe recipe, int classes, int steps, IReadOnlyList<EpochResult> history)
    {
        int needed = LossCurves.MinEpochs(recipe);
        if (history.Count < needed)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"too short to tell: {history.Count} {(history.Count == 1 ? "epoch" : "epochs")}; the loss curves are "
                + $"checked from {needed} epochs on");
        }

        int flat = Symptoms.FlatEpochs(classes, history);
        return flat == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"too short to tell: the training loss is that of guessing, ln({classes}) = {Math.Log(classes):0.000}, but "
            + $"only for {(long)flat * steps} steps; a flat loss is reported from {Symptoms.FlatSteps} steps on");
    }
}
