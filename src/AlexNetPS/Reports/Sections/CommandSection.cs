using AlexNetPS.Training;

namespace AlexNetPS.Reports.Sections;

/// <summary>Commands that make the runs again.</summary>
internal static class CommandSection
{
    private const int RunsShown = 20;

    public static IEnumerable<ReportSection> Of(IReadOnlyList<TrainingRun> runs)
    {
        if (runs.Count == 0)
            yield break;
        yield return new(runs.Count == 1 ? "Make the run again" : "Make the runs again",
        [
            .. runs.Take(RunsShown).SelectMany(run => Blocks(run, runs.Count > 1)),
            .. runs.Count > RunsShown
                ? [new ReportText(ReportCell.Words(
                    FormattableString.Invariant($"And {runs.Count - RunsShown:N0} more runs.")))]
                : Array.Empty<ReportBlock>(),
        ]);
    }

    private static IEnumerable<ReportBlock> Blocks(TrainingRun run, bool several)
    {
        if (several)
            yield return new ReportText(ReportCell.Name(run.Folder));
        string? argument = RecipeDifference.Of(run.Recipe)?.Argument;
        List<string> lines = [];
        if (argument is null)
            lines.Add($"$recipe = (Get-AlexNetRun {TrainingCommands.Quoted("./" + run.Folder)}).Recipe");
        lines.AddRange(TrainingCommands.Of(run.Dataset, run.Manifest.Dataset.Sha256, run.Recipe, run.Seed,
            argument ?? "$recipe", run));
        yield return new ReportCode($"Commands that make {run.Folder} again", string.Join('\n', lines));
    }
}
