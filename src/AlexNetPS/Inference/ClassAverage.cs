using System.Globalization;

namespace AlexNetPS.Inference;

/// <summary>Average of precision, recall and F1 over classes, as scikit-learn's classification_report has it.</summary>
/// <param name="Precision">Mean precision, 0 to 1.</param>
/// <param name="Recall">Mean recall, 0 to 1.</param>
/// <param name="F1">Mean of the F1 scores, 0 to 1; not the F1 of the two means.</param>
public sealed record ClassAverage(double Precision, double Recall, double F1)
{
    /// <summary>
    /// Returns the mean in which each class counts the same. A class counts if an image is of it or was predicted as
    /// it; of one that was only predicted precision and recall are 0.
    /// </summary>
    internal static ClassAverage Macro(IEnumerable<ClassMetrics> classes) =>
        Of(classes.Where(one => one.Count > 0 || one.Predicted > 0), _ => 1);

    /// <summary>Returns the mean in which each class counts by its number of images.</summary>
    internal static ClassAverage Weighted(IEnumerable<ClassMetrics> classes) => Of(classes, one => one.Count);

    private static ClassAverage Of(IEnumerable<ClassMetrics> classes, Func<ClassMetrics, int> weight)
    {
        (double precision, double recall, double f1, long sum) = (0, 0, 0, 0);
        foreach (ClassMetrics one in classes)
        {
            int w = weight(one);
            precision += w * one.Precision;
            recall += w * one.Recall;
            f1 += w * one.F1;
            sum += w;
        }

        return sum == 0 ? new(0, 0, 0) : new(precision / sum, recall / sum, f1 / sum);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"precision {Precision:0.000}, recall {Recall:0.000}, F1 {F1:0.000}");
}
