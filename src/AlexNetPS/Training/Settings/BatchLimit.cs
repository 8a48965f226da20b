using System.Globalization;

namespace AlexNetPS.Training.Settings;

/// <summary>A limit of batches that no epoch reaches.</summary>
internal static class BatchLimit
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        if (run.LimitBatches is not int limit || run.EffectiveLimit is not null)
            yield break;
        yield return new()
        {
            Field = "limitBatches",
            IsOfRecipe = false,
            Value = limit.ToString(CultureInfo.InvariantCulture),
            Parameter = nameof(run.LimitBatches),
            Reason = $"an epoch has {RunFacts.Count(run.Batches, "batch", "es")}",
            Advice = "Use a smaller one for a dry run, or omit it",
            Without = recipe => recipe,
        };
    }
}
