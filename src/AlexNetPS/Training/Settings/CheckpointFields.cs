using System.Globalization;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Training.Settings;

/// <summary>Plans of checkpoints that write none.</summary>
internal static class CheckpointFields
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        CheckpointPlan plan = run.Recipe.Checkpoints;
        if (plan.Every == 0 && plan.Keep != 0)
        {
            yield return Setting("keep", plan.Keep, "KeepCheckpoint", old => old with { Keep = 0 }) with
            {
                ReplacedBy = "CheckpointEvery",
                Reason = "no numbered checkpoints are written, of which some could be kept",
                Advice = "Set their interval (-CheckpointEvery), or omit it",
            };
        }

        bool epochs = plan.Unit == ScheduleUnit.Epochs;
        if (plan.Every > (epochs ? run.Recipe.Epochs : run.TotalSteps))
        {
            yield return Setting("every", plan.Every, "CheckpointEvery",
                old => old with { Every = 0, Unit = ScheduleUnit.Epochs, Keep = 0 }) with
            {
                IsOfLength = true,
                Reason = $"no checkpoint is due in a run of {run.Length}",
                Advice = "Train longer (-Epochs), or write one more often (-CheckpointEvery)",
            };
        }
    }

    private static UnusedSetting Setting(string field, int value, string parameter,
        Func<CheckpointPlan, CheckpointPlan> without) => new()
        {
            Field = $"checkpoints.{field}",
            Value = value.ToString(CultureInfo.InvariantCulture),
            Parameter = parameter,
            Reason = "",
            Advice = "",
            Without = recipe => recipe with { Checkpoints = without(recipe.Checkpoints) },
        };
}
