using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;

namespace AlexNetPS.Inference;

/// <summary>Evaluation of a model on a split.</summary>
public sealed class Evaluation
{
    private const int ConfusionsShown = 10;

    internal Evaluation(IReadOnlyList<AlexNetModel> models, DatasetSplit split, Metrics metrics, TimeSpan elapsed,
        EvaluationOptions options, CancellationToken cancellation = default)
    {
        AlexNetModel model = models[0];
        Model = PredictionList.NameOf(models);
        Path = models.Count == 1 ? model.Path : null;
        Dataset = split.Dataset.Name;
        DatasetSha256 = split.Dataset.Sha256;
        Split = split.Name;
        Fold = split.Fold?.Number;
        Count = metrics.Count;
        Top1 = metrics.Top1;
        Top5 = metrics.Top5;
        Top1Interval = ConfidenceInterval.Wilson(Top1, Count);
        TopK = options.TopK.Distinct().Order().Select(k => new TopAccuracy(k, metrics.Top(k), metrics.Classes))
            .ToReadable();
        Loss = metrics.Loss;
        Elapsed = elapsed;
        Predictions = new(models, split, metrics.Outcomes ?? []);
        Reliability = ReliabilityBin.Of(Predictions.Outcomes).ToReadable();
        CalibrationError = ReliabilityBin.CalibrationError(Reliability);
        Contents = ImageContents.Of(split, cancellation);
        ConfusionMatrix = metrics.ConfusionMatrix(model.Classes);
        Classes = model.Classes.Select((name, index) => new ClassMetrics(index, name, ConfusionMatrix)).ToReadable();
        MacroAverage = ClassAverage.Macro(Classes);
        WeightedAverage = ClassAverage.Weighted(Classes);
        MostConfused = Confusions(model.Classes, ConfusionMatrix).OrderByDescending(c => c.Count).ThenBy(c => c.Actual,
            StringComparer.Ordinal).ThenBy(c => c.Predicted, StringComparer.Ordinal).Take(ConfusionsShown).ToReadable();
    }

    /// <summary>Name of the model, or of all models of the ensemble.</summary>
    public string Model { get; }

    /// <summary>Path of the model's file; null for a model without one, and for an average.</summary>
    public string? Path { get; }

    /// <summary>Name of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>
    /// SHA-256 of the dataset: names, labels, splits and contents of its images; null for an index-only import.
    /// </summary>
    internal string? DatasetSha256 { get; }

    /// <summary>Name of the split.</summary>
    public SplitName Split { get; }

    /// <summary>Number of the fold that the dataset is, from 1; null if it is none.</summary>
    public int? Fold { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Top-1 accuracy, 0 to 1.</summary>
    public double Top1 { get; }

    /// <summary>95 % confidence interval of <see cref="Top1"/> (Wilson 1927).</summary>
    public ConfidenceInterval Top1Interval { get; }

    /// <summary>Top-5 accuracy, 0 to 1. Always 1 with five classes or fewer.</summary>
    public double Top5 { get; }

    /// <summary>Top-k accuracy for each k of the options, ascending.</summary>
    public IReadOnlyList<TopAccuracy> TopK { get; }

    /// <summary>Mean cross-entropy loss: -log(probability of the actual class).</summary>
    public double Loss { get; }

    /// <summary>
    /// Expected calibration error, 0 to 1: how far the probability of the predicted class is from the accuracy, with 15
    /// bins of equal width (Guo et al. 2017). 0 if of the images predicted with probability p the fraction p is right.
    /// </summary>
    /// <remarks>
    /// The measure is of Naeini et al. (2015), who defined it for two classes, by the probability of the positive one
    /// and its frequency; that of Guo et al. is by the predicted class and the accuracy.
    /// </remarks>
    public double CalibrationError { get; }

    /// <summary>
    /// The 15 bins of <see cref="CalibrationError"/>, by ascending probability; some may be without images.
    /// </summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; }

    /// <summary>The model's classes with precision and recall, in the order of the network's outputs.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>
    /// Mean of precision, recall and F1 in which each class counts the same. A class that no image is of and none was
    /// predicted as does not count.
    /// </summary>
    public ClassAverage MacroAverage { get; }

    /// <summary>Mean of precision, recall and F1 in which each class counts by its number of images.</summary>
    public ClassAverage WeightedAverage { get; }

    /// <summary>Number of images by actual (rows) and predicted (columns) class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>The most frequent confusions of two classes, at most ten.</summary>
    public IReadOnlyList<ClassConfusion> MostConfused { get; }

    /// <summary>
    /// Prediction of each image, in the order of the split. Not public, because a JSON of the evaluation would contain
    /// all of them; <see cref="PredictionList.Of"/> and PowerShell's hidden property Predictions return them.
    /// </summary>
    internal PredictionList Predictions { get; }

    /// <summary>Sum over the contents of all images; null if they are not known.</summary>
    internal string? Contents { get; }

    /// <summary>Wall time, without creating the network.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Images per second, loading included.</summary>
    public double ImagesPerSecond => Elapsed > TimeSpan.Zero ? Count / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Model} on {Dataset} ({Split}, {Count:N0} images): top-1 {Top1 * 100:0.0} % ({Top1Interval}), ")
        + string.Concat(TopK.Where(top => top is { K: > 1, IsAlwaysOne: false }).Select(top => $"{top}, "))
        + $"loss {LossText.Of(Loss)}";

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

/// <summary>Metrics of a class. A ratio whose denominator is 0 is 0, as in scikit-learn.</summary>
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

    /// <summary>Index of the class in the model.</summary>
    public int Index { get; }

    /// <summary>Class name.</summary>
    public string Name { get; }

    /// <summary>Number of images of the class.</summary>
    public int Count { get; }

    /// <summary>Number of images predicted as the class.</summary>
    public int Predicted { get; }

    /// <summary>Number of images of the class that were predicted as it.</summary>
    public int Correct { get; }

    /// <summary>Precision: fraction of the images predicted as the class that are of it, 0 to 1.</summary>
    public double Precision => Ratio(Correct, Predicted);

    /// <summary>Recall: fraction of the images of the class that were predicted as it, 0 to 1.</summary>
    public double Recall => Ratio(Correct, Count);

    /// <summary>F1 score: harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * Correct, Predicted + Count);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: precision {Precision:0.000}, recall {Recall:0.000}");

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>Images of a class that were predicted as another.</summary>
/// <param name="Actual">Actual class.</param>
/// <param name="Predicted">Predicted class.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Fraction">Fraction of the images of the actual class, 0 to 1.</param>
public sealed record ClassConfusion(string Actual, string Predicted, int Count, double Fraction)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Actual} as {Predicted}: {Count}";
}
