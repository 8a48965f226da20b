using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Training.Settings;

/// <summary>Learning rate schedules and warm-ups without effect.</summary>
internal static class ScheduleFields
{
    private const double DefaultFactor = 0.1;

    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        ScheduleDefinition schedule = run.Recipe.Schedule;
        if (schedule is not ConstantSchedule && IsConstant(run))
        {
            yield return new()
            {
                Field = "schedule",
                Value = schedule.Type,
                Parameter = nameof(Recipe.Schedule),
                IsOfLength = true,
                Reason = $"it does not change the learning rate in a run of {run.Length}",
                Advice = "Train longer (-Epochs), let it change earlier, or use Constant",
                Without = With(old =>
                    new ConstantSchedule { WarmUpEpochs = old.WarmUpEpochs, WarmUpFactor = old.WarmUpFactor }),
            };
        }
        else if (schedule is MilestoneSchedule steps)
        {
            long last = steps.Unit == ScheduleUnit.Epochs ? run.Recipe.Epochs - 1 : run.TotalSteps - 1;
            int[] beyond = [.. steps.Milestones.Where(milestone => milestone > last)];
            if (beyond.Length > 0)
            {
                yield return new()
                {
                    Field = "schedule",
                    Value = $"milestones {string.Join(", ", beyond)}",
                    Parameter = nameof(Recipe.Schedule),
                    IsOfLength = true,
                    Claim = beyond.Length == 1 ? "has no effect" : "have no effect",
                    Reason = $"a run of {run.Length} ends before",
                    Advice = "Train longer (-Epochs), or remove them",
                    Without = With(old => old is MilestoneSchedule milestones
                        ? milestones with { Milestones = milestones.Milestones.Except(beyond).ToArray() }
                        : old),
                };
            }
        }

        foreach (UnusedSetting setting in WarmUp(run, schedule))
            yield return setting;
    }

    private static IEnumerable<UnusedSetting> WarmUp(RunFacts run, ScheduleDefinition schedule)
    {
        var epochs = new UnusedSetting
        {
            Field = "schedule.warmUpEpochs",
            Value = UnusedSetting.Number(schedule.WarmUpEpochs),
            Parameter = nameof(schedule.WarmUpEpochs),
            Reason = "warmUpFactor is 1, so the learning rate does not rise",
            Advice = "Use a smaller warmUpFactor, or no warm-up",
            Without = With(old => old with { WarmUpEpochs = 0, WarmUpFactor = DefaultFactor }),
        };
        if (schedule.WarmUpEpochs > 0 && schedule.WarmUpFactor == 1)
        {
            yield return epochs;
        }
        else if (schedule.WarmUpEpochs > run.Recipe.Epochs)
        {
            yield return epochs with
            {
                IsOfLength = true,
                Claim = "is longer than the run",
                Reason = $"the learning rate never reaches its value in {run.Length}",
                Advice = "Train longer (-Epochs), or use a shorter warm-up (-WarmUpEpochs)",
                Without = recipe => recipe,
            };
        }
        else if (schedule.WarmUpEpochs == 0 && schedule.WarmUpFactor != DefaultFactor)
        {
            yield return new()
            {
                Field = "schedule.warmUpFactor",
                Value = UnusedSetting.Number(schedule.WarmUpFactor),
                ReplacedBy = nameof(schedule.WarmUpEpochs),
                Reason = "warmUpEpochs is 0, so there is no warm-up",
                Advice = "Set warmUpEpochs (-WarmUpEpochs), or remove it",
                Without = With(old => old with { WarmUpFactor = DefaultFactor }),
            };
        }
    }

    // Schedules change the rate in one direction, or from the first step on. Plateau has the most to do if no epoch is
    // better than the first.
    private static bool IsConstant(RunFacts run)
    {
        int epochs = run.Recipe.Epochs;
        EpochScore[] flat = [.. Enumerable.Range(1, epochs - 1).Select(epoch => new EpochScore(epoch, 0.5))];
        return run.Recipe.Schedule.Multiplier(new(0, 0, run.Steps, epochs), []) == 1
            && run.Recipe.Schedule.Multiplier(new(epochs - 1, run.Steps - 1, run.Steps, epochs), flat) == 1;
    }

    private static Func<Recipe, Recipe> With(Func<ScheduleDefinition, ScheduleDefinition> change) =>
        recipe => recipe with { Schedule = change(recipe.Schedule) };
}
