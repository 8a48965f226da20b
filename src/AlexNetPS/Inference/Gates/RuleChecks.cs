using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Gates;

/// <summary>The rules: each measures one value of an evaluation. A value that is not a number keeps no rule.</summary>
internal static class RuleChecks
{
    public static RuleResult Top1(Evaluation evaluation, double limit) =>
        new(nameof(GateRules.MinTop1), evaluation.Top1, limit, evaluation.Top1 >= limit,
            [Images(evaluation), new("95 % interval", $"{evaluation.Top1Interval}")], evaluation);

    public static RuleResult Loss(Evaluation evaluation, double limit) =>
        new(nameof(GateRules.MaxLoss), evaluation.Loss, limit, evaluation.Loss <= limit, [Images(evaluation)],
            evaluation);

    public static RuleResult ClassRecall(Evaluation evaluation, double limit)
    {
        ClassMetrics lowest = evaluation.Classes.Where(one => one.Count > 0)
            .MinBy(one => (one.Recall, one.Index))!;
        return new(nameof(GateRules.MinClassRecall), lowest.Recall, limit, lowest.Recall >= limit,
            [
                new("class", lowest.Name),
                new("images of the class", Number(lowest.Count)),
                new("95 % interval", $"{ConfidenceInterval.Wilson(lowest.Recall, lowest.Count)}"),
                new("classes below the limit",
                    Number(evaluation.Classes.Count(one => one.Count > 0 && one.Recall < limit))),
            ], evaluation);
    }

    public static RuleResult Calibration(Evaluation evaluation, double limit) =>
        new(nameof(GateRules.MaxCalibrationError), evaluation.CalibrationError, limit,
            evaluation.CalibrationError <= limit, [Images(evaluation), new("bins", Number(evaluation.Reliability.Count))],
            evaluation);

    public static RuleResult Top1Drop(Evaluation evaluation, Baseline baseline, double limit, double confidence,
        ulong seed)
    {
        PairedDrop drop = baseline.Compare(evaluation, confidence, seed);
        return new(nameof(GateRules.MaxTop1Drop), drop.Drop, limit, !drop.Exceeds(limit),
            [
                Images(evaluation),
                new("baseline top-1", Fraction(baseline.Top1)),
                new("drop", Fraction(drop.Drop)),
                new("lower bound", Fraction(drop.LowerBound)),
                new("confidence", drop.Confidence.ToString("0.###", CultureInfo.InvariantCulture)),
                new("only the baseline right", Number(drop.Worse)),
                new("only the model right", Number(drop.Better)),
                new("p value (McNemar, one-sided)", drop.PValue.ToString("G3", CultureInfo.InvariantCulture)),
            ], evaluation);
    }

    private static RuleEvidence Images(Evaluation evaluation) => new("images", Number(evaluation.Count));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Fraction(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
