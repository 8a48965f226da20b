using AlexNetPS.Inference;
using AlexNetPS.Reports.Figures;
using AlexNetPS.Training;

namespace AlexNetPS.Reports.Sections;

/// <summary>
/// The sections of a page: those of every report, and what can be looked at. What needs images and has none says so.
/// </summary>
internal static class PageSections
{
    public static IReadOnlyList<ReportSection> Of(Report report, CancellationToken cancellation)
    {
        DatasetImages? images = report.Dataset is null ? null : new(report.Dataset.Dataset);
        return
        [
            .. SummarySection.Of(report),
            .. RuleSection.Of(report).Select(section => section with { Title = "Rules" }),
            .. Runs(report.Runs),
            .. Evaluations(report, images, cancellation),
            .. FilterSection.Of(report.Runs),
            .. SampleSection.Of(report, cancellation),
            .. DatasetSections.Of(report),
            .. FindingSections.Of(report),
            .. CommandSection.Of(report.Runs),
        ];
    }

    private static IEnumerable<ReportSection> Runs(IReadOnlyList<TrainingRun> runs)
    {
        if (runs.Count == 0)
            yield break;
        yield return runs.Count == 1
            ? new("Run", [RunSections.Facts(runs[0])])
            : new("Runs", [RunSections.Comparison(runs), RunSections.Machines(runs)]);
        if (runs.Count == 1)
        {
            yield return new("Settings", [.. RecipeSection.Blocks(runs[0]), RunSections.Settings(runs[0])])
            {
                IsPart = true,
            };
        }

        ReportBlock[] curves =
        [
            .. RunCharts.Of(runs).Select(chart => new ReportChart(chart)),
            .. runs.Count == 1 ? RunSections.Epochs(runs[0]) : [],
        ];
        yield return new("Curves", curves.Length > 0 ? curves
            : [new ReportText(ReportCell.Words("No epoch is completed yet."))])
        { IsPart = true };
    }

    private static IEnumerable<ReportSection> Evaluations(Report report, DatasetImages? images,
        CancellationToken cancellation)
    {
        if (report.Evaluations.Count == 0)
        {
            yield return new("Evaluation", [new ReportText(ReportCell.Words(images is null
                ? "Metrics by class, confusions and mistakes need images: add -Dataset, or what Measure-AlexNetModel "
                    + "returned."
                : "There is no evaluation."))]);
        }

        bool several = report.Evaluations.Count > 1;
        if (several)
            yield return new("Evaluations", [EvaluationSections.Comparison(report.Evaluations)]);
        foreach (Evaluation one in report.Evaluations)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new(several ? $"Evaluation of {one.Model} on {one.Dataset}" : "Evaluation",
                [EvaluationSections.Facts(one), EvaluationSections.Metrics(one)]);
            yield return ConfusionSection.Of(one);
            yield return new("Classes", [EvaluationSections.Classes(one) with { IsDetail = false }]) { IsPart = true };
            foreach (ReportSection mistakes in MistakeSections.Of(one, images))
                yield return mistakes;
            yield return CalibrationSection.Of(one);
        }
    }
}
