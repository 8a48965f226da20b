using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>Class weights that weight nothing.</summary>
internal static class TargetFields
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        if (Reason(run) is not string reason)
            yield break;
        yield return new()
        {
            Field = "classWeights",
            Value = run.Recipe.ClassWeights!.Explicit is null ? "Balanced" : "",
            Parameter = "ClassWeight",
            Reason = reason,
            Advice = "Give classes different weights (-ClassWeight), or omit it",
            Without = recipe => recipe with { ClassWeights = null },
        };
    }

    private static string? Reason(RunFacts run) => run.Recipe.ClassWeights switch
    {
        null => null,
        { Explicit: null } => run.ClassImages?.Distinct().Count() == 1
            ? "every class has as many training images"
            : null,
        // A class that is not named has weight 1.
        { Explicit: { } weights } =>
            (weights.Count < run.Network.Classes ? weights.Values.Append(1) : weights.Values).Distinct().Count() == 1
                ? "every class has the same weight"
                : null,
    };
}
