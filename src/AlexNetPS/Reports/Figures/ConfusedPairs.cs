using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Figures;

/// <summary>The most frequent confusions of an evaluation: as many as one looks at, of a thousand classes too.</summary>
internal static class ConfusedPairs
{
    private const int Shown = 50;

    public static IEnumerable<ClassConfusion> Of(Evaluation evaluation)
    {
        ConfusionMatrix matrix = evaluation.ConfusionMatrix;
        return (from actual in Enumerable.Range(0, matrix.Count)
                from predicted in Enumerable.Range(0, matrix.Count)
                let count = matrix[actual, predicted]
                where count > 0 && actual != predicted
                select (actual, predicted, count))
            .OrderByDescending(pair => pair.count).ThenBy(pair => evaluation.Classes[pair.actual].Name,
                StringComparer.Ordinal).ThenBy(pair => evaluation.Classes[pair.predicted].Name, StringComparer.Ordinal)
            .Take(Shown).Select(pair => new ClassConfusion(evaluation.Classes[pair.actual].Name,
                evaluation.Classes[pair.predicted].Name, pair.count,
                (double)pair.count / evaluation.Classes[pair.actual].Count));
    }
}
