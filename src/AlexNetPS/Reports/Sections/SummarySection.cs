using AlexNetPS.Inference;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Sections;

/// <summary>What is asked first, in large numbers: of the only evaluation, otherwise of the best run.</summary>
internal static class SummarySection
{
    public static IEnumerable<ReportSection> Of(Report report)
    {
        List<ReportFact> facts = [];
        if (report.Passed is bool passed)
            facts.Add(new("Rules", ReportCell.Verdict(passed)));
        if (report.Evaluations.Count == 1)
            facts.AddRange(Of(report.Evaluations[0]));
        else
            facts.AddRange(Of(report.Runs));
        if (report.Runs.Count > 0)
        {
            facts.Add(new("Training", ReportCell.Time(new TimeSpan(report.Runs.Sum(run => run.Elapsed.Ticks))),
                ReportCell.Words(report.Runs.Count == 1
                    ? FormattableString.Invariant($"{report.Runs[0].EpochCount:N0} epochs")
                    : FormattableString.Invariant($"{report.Runs.Count:N0} runs"))));
        }

        if (facts.Count > 0)
            yield return new("Summary", [new ReportFacts(facts) { IsHeadline = true }]);
    }

    private static IEnumerable<ReportFact> Of(Evaluation one)
    {
        yield return new("Top-1", ReportCell.Percent(one.Top1), ReportCell.Interval(one.Top1Interval));
        TopAccuracy? more = one.TopK.FirstOrDefault(top => top is { K: > 1, IsAlwaysOne: false });
        if (more is not null)
            yield return new(FormattableString.Invariant($"Top-{more.K}"), ReportCell.Percent(more.Accuracy));
        yield return new("Loss", ReportCell.Loss(one.Loss));
        yield return new("Calibration error", ReportCell.Percent(one.CalibrationError));
        yield return new("Evaluated", ReportCell.Count(one.Count), ReportCell.Words(
            FormattableString.Invariant($"images, {one.Classes.Count:N0} classes")));
    }

    private static IEnumerable<ReportFact> Of(IReadOnlyList<TrainingRun> runs)
    {
        RunComparison? best = RunComparison.Of(runs).FirstOrDefault(row => row.IsBest);
        if (best is null)
            yield break;
        if (runs.Count > 1)
            yield return new("Best run", ReportCell.Name(best.Folder));
        if (best.ValidationTop1 is double top1)
            yield return new("Validation top-1", ReportCell.Percent(top1));
        yield return best.ValidationLoss is double loss
            ? new("Validation loss", ReportCell.Loss(loss))
            : new("Training loss", ReportCell.Loss(best.TrainLoss));
        yield return new("Best epoch", ReportCell.Count(best.BestEpoch ?? 0),
            ReportCell.Words(FormattableString.Invariant($"of {best.EpochsDone:N0}")));
    }
}
