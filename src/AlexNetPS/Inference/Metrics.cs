using System.Numerics;

namespace AlexNetPS.Inference;

/// <summary>
/// Accumulates the metrics of a classifier, one image at a time: top-k accuracy, loss and confusion matrix. Training
/// and evaluation both use it. Equal scores are ranked by class index, and a score that is not a number comes last.
/// </summary>
public sealed class Metrics
{
    private readonly int[,] _confusion;
    private readonly int[] _ranks;
    private double _loss;

    /// <summary>Creates empty metrics.</summary>
    /// <param name="classes">Number of classes, at least 1.</param>
    public Metrics(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _confusion = new int[classes, classes];
        _ranks = new int[classes];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>One entry for each image, in the order in which they were added; null to keep none.</summary>
    internal List<ImageOutcome>? Outcomes { get; init; }

    /// <summary>
    /// What other metrics need of each image, in the order in which they were added; null to keep nothing.
    /// </summary>
    internal List<RankedImage>? Ranked { get; init; }

    /// <summary>Number of images so far.</summary>
    public int Count { get; private set; }

    /// <summary>Top-1 accuracy, 0 to 1; 0 before the first image.</summary>
    public double Top1 => Top(1);

    /// <summary>Top-5 accuracy, 0 to 1; 0 before the first image, 1 with five classes or fewer.</summary>
    public double Top5 => Top(5);

    /// <summary>Mean cross-entropy loss: -log(probability of the actual class).</summary>
    public double Loss => Count == 0 ? 0 : _loss / Count;

    /// <summary>Adds an image by the network's raw outputs.</summary>
    public void AddLogits(ReadOnlySpan<float> logits, int label)
    {
        Check(logits, label);
        double sum = Softmax.LogSum(logits), loss = sum - logits[label];
        int predicted = Rank(logits, label, loss);
        Outcomes?.Add(new(label, predicted, Math.Exp(logits[predicted] - sum), loss)
        {
            Uncertainty = Uncertainty.Of(Softmax.Log(logits)),
            Top = TopClasses.Of(logits, sum),
        });
    }

    /// <summary>
    /// Adds an image by the logarithms of its class probabilities, which do not underflow as the probabilities do.
    /// </summary>
    public void AddLogProbabilities(ReadOnlySpan<double> logProbabilities, int label)
    {
        Check(logProbabilities, label);
        double loss = 0 - logProbabilities[label];
        int predicted = Rank(logProbabilities, label, loss);
        Outcomes?.Add(new(label, predicted, Math.Exp(logProbabilities[predicted]), loss)
        {
            Uncertainty = Uncertainty.Of(logProbabilities),
            Top = TopClasses.Of(logProbabilities, 0),
        });
    }

    /// <summary>Adds an image that other metrics have ranked.</summary>
    internal void Add(in RankedImage image)
    {
        Count++;
        _loss += image.Loss;
        _ranks[image.Better]++;
        _confusion[image.Label, image.Predicted]++;
        Ranked?.Add(image);
    }

    /// <summary>
    /// Returns the top-k accuracy, 0 to 1; 0 before the first image, 1 if k is at least the number of classes.
    /// </summary>
    /// <param name="k">At least 1.</param>
    public double Top(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return Count == 0 ? 0 : (double)_ranks.Take(k).Sum() / Count;
    }

    /// <summary>Returns the number of images by actual (rows) and predicted (columns) class.</summary>
    /// <param name="classes">Class names; null for their indexes.</param>
    public ConfusionMatrix ConfusionMatrix(IReadOnlyList<string>? classes = null) => new(_confusion, classes);

    /// <summary>Returns the index of the largest score; the first of equal ones.</summary>
    public static int ArgMax(ReadOnlySpan<float> scores) => First(scores);

    private static int First<T>(ReadOnlySpan<T> scores)
        where T : IFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (Beats(scores[i], scores[best]))
                best = i;
        }

        return best;
    }

    // Returns the predicted class.
    private int Rank<T>(ReadOnlySpan<T> scores, int label, double loss)
        where T : IFloatingPointIeee754<T>
    {
        int predicted = First(scores), better = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (i < label ? !Beats(scores[label], scores[i]) : Beats(scores[i], scores[label]))
                better++;
        }

        Add(new RankedImage(label, predicted, better, loss));
        return predicted;
    }

    /// <summary>Whether a score is before another one whose index is smaller.</summary>
    internal static bool Beats<T>(T a, T b)
        where T : IFloatingPointIeee754<T> => a > b || (T.IsNaN(b) && !T.IsNaN(a));

    private void Check<T>(ReadOnlySpan<T> scores, int label)
    {
        if (scores.Length != Classes)
            throw new ArgumentException($"There are {scores.Length} scores for {Classes} classes.", nameof(scores));
        if ((uint)label >= (uint)Classes)
            throw new ArgumentOutOfRangeException(nameof(label), label, $"Labels are 0 to {Classes - 1}.");
    }
}
