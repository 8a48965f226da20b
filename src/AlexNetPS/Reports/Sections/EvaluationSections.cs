using System.Globalization;
using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Sections;

/// <summary>
/// Evaluations: metrics, and by class what is recognized and what is confused. Several are compared first.
/// </summary>
internal static class EvaluationSections
{
    public static IEnumerable<ReportSection> Of(IReadOnlyList<Evaluation> evaluations)
    {
        if (evaluations.Count > 1)
            yield return new("Evaluations", [Comparison(evaluations)]);
        foreach (Evaluation one in evaluations)
        {
            string title = evaluations.Count > 1 ? $"Evaluation of {one.Model} on {one.Dataset}" : "Evaluation";
            yield return new(title, [Facts(one), Metrics(one), Classes(one), Confusions(one)]);
        }
    }

    public static ReportTable Comparison(IReadOnlyList<Evaluation> evaluations) => new(
        [new("Model"), new("Dataset"), new("Split"), new("Images", true), new("Top-1", true),
            new("95 % interval", true), new("Loss", true)],
        [.. evaluations.Select(one => new[]
        {
            ReportCell.Name(one.Model), ReportCell.Name(one.Dataset), ReportCell.Words(Split(one)),
            ReportCell.Count(one.Count), ReportCell.Percent(one.Top1), ReportCell.Interval(one.Top1Interval),
            ReportCell.Loss(one.Loss),
        })]);

    public static ReportFacts Facts(Evaluation one) => new([
        new("Model", ReportCell.Name(one.Model)),
        new("Dataset", ReportCell.Name(one.Dataset), ReportCell.Words($", {Split(one)}, "), ReportCell.Count(one.Count),
            ReportCell.Words(" images of "), ReportCell.Count(one.Classes.Count), ReportCell.Words(" classes")),
        new("Time", ReportCell.Time(one.Elapsed)),
    ]);

    public static ReportTable Metrics(Evaluation one) => new(
        [new("Metric"), new("Value", true), new("95 % interval", true)],
        [
            [ReportCell.Words("Top-1 accuracy"), ReportCell.Percent(one.Top1), ReportCell.Interval(one.Top1Interval)],
            .. one.TopK.Where(top => top is { K: > 1, IsAlwaysOne: false }).Select(top => new[]
            {
                ReportCell.Words(string.Create(CultureInfo.InvariantCulture, $"Top-{top.K} accuracy")),
                ReportCell.Percent(top.Accuracy),
                ReportCell.Interval(ConfidenceInterval.Wilson(top.Accuracy, one.Count)),
            }),
            [ReportCell.Words("Loss"), ReportCell.Loss(one.Loss), ReportCell.Empty],
            [ReportCell.Words("Calibration error"), ReportCell.Percent(one.CalibrationError), ReportCell.Empty],
            [ReportCell.Words("Macro average of F1"), ReportCell.Percent(one.MacroAverage.F1), ReportCell.Empty],
            [ReportCell.Words("Weighted average of F1"), ReportCell.Percent(one.WeightedAverage.F1), ReportCell.Empty],
        ])
    {
        IsFixed = true,
    };

    // A class without an image in the split has no recall.
    public static ReportTable Classes(Evaluation one) => new(
        [new("Class"), new("Images", true), new("Precision", true), new("Recall", true), new("F1", true),
            new("Most often mistaken for")],
        [.. one.Classes.Where(c => c.Count > 0).OrderBy(c => c.Recall).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => new[]
            {
                ReportCell.Name(c.Name), ReportCell.Count(c.Count), ReportCell.Percent(c.Precision),
                ReportCell.Percent(c.Recall), ReportCell.Percent(c.F1), Mistaken(one, c.Index),
            })])
    {
        Caption = "Classes, lowest recall first",
        IsDetail = true,
    };

    public static ReportTable Confusions(Evaluation one) => new(
        [new("Actual"), new("Predicted"), new("Images", true), new("Of the class", true)],
        [.. one.MostConfused.Select(c => new[]
        {
            ReportCell.Name(c.Actual), ReportCell.Name(c.Predicted), ReportCell.Count(c.Count),
            ReportCell.Percent(c.Fraction),
        })])
    {
        Caption = "Most frequent confusions",
        IsDetail = true,
    };

    private static ReportCell Mistaken(Evaluation one, int actual)
    {
        ConfusionRow row = one.ConfusionMatrix[actual];
        int other = Enumerable.Range(0, one.Classes.Count).Where(predicted => predicted != actual)
            .DefaultIfEmpty(actual).MaxBy(predicted => (row[predicted], -predicted));
        return other == actual || row[other] == 0 ? ReportCell.Empty : ReportCell.Name(one.Classes[other].Name);
    }

    private static string Split(Evaluation one) => one.Fold is int fold
        ? string.Create(CultureInfo.InvariantCulture, $"{one.Split} split of fold {fold}")
        : $"{one.Split} split";
}
