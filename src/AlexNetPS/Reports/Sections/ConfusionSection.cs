using AlexNetPS.Inference;
using AlexNetPS.Reports.Figures;

namespace AlexNetPS.Reports.Sections;

/// <summary>What is confused with what: the most frequent pairs first.</summary>
internal static class ConfusionSection
{
    private const int PairsShown = 50;

    public static ReportSection Of(Evaluation one)
    {
        (int Actual, int Predicted, int Count)[] pairs =
        [
            .. Pairs(one.ConfusionMatrix).OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Actual)
                .ThenBy(pair => pair.Predicted),
        ];
        if (pairs.Length == 0)
            return Part(new ReportText(ReportCell.Words("No class is taken for another.")));
        return Part([Table(one, pairs), .. ConfusionFigures.Of(one).Select(figure => new ReportChart(figure))]);
    }

    private static ReportSection Part(params IReadOnlyList<ReportBlock> blocks) =>
        new("Confusion", blocks) { IsPart = true };

    private static IEnumerable<(int Actual, int Predicted, int Count)> Pairs(ConfusionMatrix matrix)
    {
        for (int actual = 0; actual < matrix.Count; actual++)
        {
            for (int predicted = 0; predicted < matrix.Count; predicted++)
            {
                if (actual != predicted && matrix[actual, predicted] is int count and > 0)
                    yield return (actual, predicted, count);
            }
        }
    }

    private static ReportTable Table(Evaluation one, (int Actual, int Predicted, int Count)[] pairs) => new(
        [new("Actual"), new("Predicted"), new("Images", true), new("Of the class", true)],
        [.. pairs.Take(PairsShown).Select(pair => new[]
        {
            ReportCell.Name(one.Classes[pair.Actual].Name), ReportCell.Name(one.Classes[pair.Predicted].Name),
            ReportCell.Count(pair.Count), ReportCell.Percent((double)pair.Count / one.Classes[pair.Actual].Count),
        })])
    {
        Caption = pairs.Length > PairsShown
            ? FormattableString.Invariant($"The {PairsShown} most frequent of {pairs.Length:N0} confusions")
            : "Confusions, most frequent first",
    };
}
