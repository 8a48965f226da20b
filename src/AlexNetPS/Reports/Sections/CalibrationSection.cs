using AlexNetPS.Inference;
using AlexNetPS.Reports.Figures;

namespace AlexNetPS.Reports.Sections;

/// <summary>How far probabilities are from the accuracy.</summary>
internal static class CalibrationSection
{
    public static ReportSection Of(Evaluation one) => new("Calibration",
    [
        new ReportText(ReportCell.Words("The expected calibration error is "),
            ReportCell.Percent(one.CalibrationError), ReportCell.Words(": the mean distance between the probability of "
                + "the predicted class and the fraction of such images that is predicted right.")),
        .. ReliabilityCharts.Of(one).Select(chart => new ReportChart(chart)),
        new ReportTable([new("Probability"), new("Images", true), new("Mean probability", true), new("Accuracy", true)],
            [.. one.Reliability.Where(bin => bin.Count > 0).Select(bin => new[]
            {
                ReportCell.Digits(FormattableString.Invariant($"{bin.From * 100:0} to {bin.To * 100:0} %")),
                ReportCell.Count(bin.Count), ReportCell.Percent(bin.Confidence), ReportCell.Percent(bin.Accuracy),
            })])
        {
            Caption = "Images by probability",
            IsDetail = true,
        },
    ])
    {
        IsPart = true,
    };
}
