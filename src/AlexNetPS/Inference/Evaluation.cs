using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;

namespace AlexNetPS.Inference;

/// <summary>How a model does on a split.</summary>
public sealed class Evaluation
{
    private const int ConfusionsShown = 10;

    internal Evaluation(IReadOnlyList<AlexNetModel> models, DatasetSplit split, Metrics metrics, TimeSpan elapsed,
        EvaluationOptions options)
    {
        AlexNetModel model = models[0];
        Model = string.Join(" + ", models.Select(m => m.Name));
        Dataset = split.Dataset.Name;
        Split = split.Name;
        Count = metrics.Count;
        Top1 = metrics.Top1;
        Top5 = metrics.Top5;
        Top1Interval = ConfidenceInterval.Wilson(Top1, Count);
        TopK = options.TopK.Distinct().Order().Select(k => new TopAccuracy(k, metrics.Top(k), metrics.Classes))
            .ToReadable();
        Loss = metrics.Loss;
        Elapsed = elapsed;
        ConfusionMatrix = metrics.ConfusionMatrix(model.Classes);
        Classes = model.Classes.Select((name, index) => new ClassMetrics(index, name, ConfusionMatrix)).ToReadable();
        MostConfused = Confusions(model.Classes, ConfusionMatrix).OrderByDescending(c => c.Count).ThenBy(c => c.Actual,
            StringComparer.Ordinal).ThenBy(c => c.Predicted, StringComparer.Ordinal).Take(ConfusionsShown).ToReadable();
    }

    /// <summary>Name of the model, or of all whose probabilities were averaged.</summary>
    public string Model { get; }

    /// <summary>Name of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>The part of the dataset.</summary>
    public SplitName Split { get; }

    /// <summary>Images judged.</summary>
    public int Count { get; }

    /// <summary>Part of the images whose class came first, 0 to 1.</summary>
    public double Top1 { get; }

    /// <summary>The 95 % confidence interval of <see cref="Top1"/> for images like these, after Wilson.</summary>
    public ConfidenceInterval Top1Interval { get; }

    /// <summary>
    /// Fraction of the images whose class was among the first five, 0 to 1. Always 1 with five classes or fewer.
    /// </summary>
    public double Top5 { get; }

    /// <summary>Top-k accuracy for each k asked for, ascending.</summary>
    public IReadOnlyList<TopAccuracy> TopK { get; }

    /// <summary>Mean of -log(probability of the right class).</summary>
    public double Loss { get; }

    /// <summary>The model's classes with precision and recall, in the order of the network's outputs.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>Counts by actual (rows) and predicted (columns) class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>The pairs of classes that were confused most often, at most ten.</summary>
    public IReadOnlyList<ClassConfusion> MostConfused { get; }

    /// <summary>Wall time, setting up not counted.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Images per second, loading included.</summary>
    public double ImagesPerSecond => Elapsed > TimeSpan.Zero ? Count / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Model} on {Dataset} ({Split}, {Count:N0} images): top-1 {Top1 * 100:0.0} % ({Top1Interval}), ")
        + string.Concat(TopK.Where(top => top is { K: > 1, IsAlwaysOne: false }).Select(top => $"{top}, "))
        + string.Create(CultureInfo.InvariantCulture, $"loss {Loss:0.000}");

    private static IEnumerable<ClassConfusion> Confusions(IReadOnlyList<string> classes, ConfusionMatrix confusion)
    {
        for (int actual = 0; actual < classes.Count; actual++)
        {
            int total = confusion.Actual(actual);
            for (int predicted = 0; predicted < classes.Count; predicted++)
            {
                int count = confusion[actual, predicted];
                if (count > 0 && actual != predicted)
                    yield return new(classes[actual], classes[predicted], count, (double)count / total);
            }
        }
    }
}

/// <summary>How a model does on one class. A ratio whose denominator is 0 is 0, as in scikit-learn.</summary>
public sealed class ClassMetrics
{
    internal ClassMetrics(int index, string name, ConfusionMatrix confusion)
    {
        Index = index;
        Name = name;
        Count = confusion.Actual(index);
        Predicted = confusion.Predicted(index);
        Correct = confusion[index, index];
    }

    /// <summary>Index among the model's classes.</summary>
    public int Index { get; }

    /// <summary>Class name.</summary>
    public string Name { get; }

    /// <summary>Images of the class.</summary>
    public int Count { get; }

    /// <summary>Images that were taken for the class.</summary>
    public int Predicted { get; }

    /// <summary>Images of the class that were taken for it.</summary>
    public int Correct { get; }

    /// <summary>Part of the images taken for the class that are of it.</summary>
    public double Precision => Ratio(Correct, Predicted);

    /// <summary>Part of the images of the class that were taken for it.</summary>
    public double Recall => Ratio(Correct, Count);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * Correct, Predicted + Count);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: precision {Precision:0.000}, recall {Recall:0.000}");

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>Images of one class that were taken for another.</summary>
/// <param name="Actual">Their class.</param>
/// <param name="Predicted">What they were taken for.</param>
/// <param name="Count">How many.</param>
/// <param name="Fraction">Part of the images of the actual class, 0 to 1.</param>
public sealed record ClassConfusion(string Actual, string Predicted, int Count, double Fraction)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Actual} as {Predicted}: {Count}";
}
