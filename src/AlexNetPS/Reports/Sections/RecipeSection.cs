using AlexNetPS.Training;

namespace AlexNetPS.Reports.Sections;

/// <summary>How the settings of a run differ from the recipe of the module that they are named after.</summary>
internal static class RecipeSection
{
    public static IEnumerable<ReportBlock> Blocks(TrainingRun run)
    {
        if (RecipeDifference.Of(run.Recipe) is not { } difference)
            yield break;
        if (difference.Settings.Count == 0)
        {
            yield return new ReportText(ReportCell.Words($"The settings are those of the recipe {run.Recipe.Name}."));
            yield break;
        }

        yield return new ReportTable([new("Setting"), new("Run"), new("Recipe")],
            [.. difference.Settings.Select(setting => new[]
            {
                ReportCell.Words(setting.Name), ReportCell.Words(RunSections.Text(setting.Run)),
                ReportCell.Words(RunSections.Text(setting.Recipe)),
            })])
        {
            IsFixed = true,
            Caption = $"Settings that differ from the recipe {run.Recipe.Name}",
        };
    }
}
