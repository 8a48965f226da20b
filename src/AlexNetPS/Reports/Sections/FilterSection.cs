using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Sections;

/// <summary>First-layer filters of the runs, the best run first.</summary>
internal static class FilterSection
{
    private const int RunsShown = 8, Side = 1200;

    public static IEnumerable<ReportSection> Of(IReadOnlyList<TrainingRun> runs)
    {
        if (runs.Count == 0)
            yield break;
        List<ReportImage> images = [];
        List<ReportBlock> failed = [];
        IEnumerable<TrainingRun> shown = RunComparison.Of(runs).Zip(runs)
            .OrderByDescending(row => row.First.IsBest).ThenByDescending(row => row.First.ValidationTop1 ?? -1)
            .Select(row => row.Second).Take(RunsShown);
        foreach (TrainingRun run in shown)
        {
            try
            {
                AlexNetModel? model = run.Model;
                if (model is null)
                {
                    failed.Add(new ReportText(ReportCell.Name(run.Folder), ReportCell.Words(" has no weights yet.")));
                    continue;
                }

                images.Add(new(FilterImage.Draw(model), $"First-layer filters of {model.Name}",
                    [[ReportCell.Name(run.Folder)]])
                { LongestSide = Side, IsDrawing = true });
            }
            catch (Exception e) when (e is ModelFormatException or ArgumentException or IOException
                or UnauthorizedAccessException)
            {
                failed.Add(new ReportText(ReportCell.Name(run.Folder), ReportCell.Words($": {e.Message}")));
            }
        }

        yield return new("First-layer filters",
        [
            .. images.Count > 0 ? [new ReportText(ReportCell.Words(
                "What the first layer answers to. Smooth stripes and spots of color are learned; noise is not.")),
                new ReportGallery(images)] : Array.Empty<ReportBlock>(),
            .. failed,
        ]);
    }
}
