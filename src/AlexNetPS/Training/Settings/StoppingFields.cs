using System.Globalization;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>Early stopping that cannot stop a run.</summary>
internal static class StoppingFields
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        // The first epoch is always the best so far.
        if (run.Recipe.EarlyStopping is not EarlyStopping stopping || stopping.Patience + 1L < run.Recipe.Epochs)
            yield break;
        yield return new()
        {
            Field = "earlyStopping",
            Value = stopping.Patience.ToString(CultureInfo.InvariantCulture),
            Parameter = nameof(Recipe.EarlyStopping),
            IsOfLength = true,
            Reason = string.Create(CultureInfo.InvariantCulture,
                $"it could stop the run after epoch {stopping.Patience + 1L:N0} at the earliest")
                + $", and the run has {run.Length}",
            Advice = "Train longer (-Epochs), or use less patience (-EarlyStopping)",
            Without = recipe => recipe with { EarlyStopping = null },
        };
    }
}
