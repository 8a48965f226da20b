using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Reports.Sections;

/// <summary>The verdict, and a table of the rules: failed ones first.</summary>
internal static class RuleSection
{
    public static IEnumerable<ReportSection> Of(Report report)
    {
        if (report.Passed is not bool passed)
            yield break;
        int failed = report.Rules.Count(rule => !rule.Passed);
        string count = FormattableString.Invariant($"{(passed ? report.Rules.Count : failed):N0} of ")
            + FormattableString.Invariant($"{report.Rules.Count:N0} rules are {(passed ? "" : "not ")}kept");
        bool several = report.Evaluations.Count > 1;
        yield return new("", [
            new ReportList([[ReportCell.Verdict(passed), ReportCell.Words($": {count}")]]),
            new ReportTable([.. Columns(several)],
                [.. report.Rules.OrderBy(rule => rule.Passed).Select(rule => Row(rule, several).ToArray())]),
        ]);
    }

    private static IEnumerable<ReportColumn> Columns(bool several)
    {
        yield return new("Rule");
        if (several)
        {
            yield return new("Model");
            yield return new("Dataset");
        }

        yield return new("Verdict");
        yield return new("Measured", IsNumber: true);
        yield return new("Limit", IsNumber: true);
        yield return new("Evidence");
    }

    private static IEnumerable<ReportCell> Row(RuleResult rule, bool several)
    {
        yield return ReportCell.Words(rule.Rule);
        if (several)
        {
            yield return ReportCell.Name(rule.Evaluation.Model);
            yield return ReportCell.Name(rule.Evaluation.Dataset);
        }

        yield return ReportCell.Verdict(rule.Passed);
        yield return ReportCell.Digits(RuleText.Measured(rule));
        yield return ReportCell.Number(rule.Limit);
        yield return ReportCell.Words(RuleText.Evidence(rule));
    }
}
