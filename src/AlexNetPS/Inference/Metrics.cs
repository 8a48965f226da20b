namespace AlexNetPS.Inference;

/// <summary>
/// Counts how a classifier does, one image at a time: top-1, top-5, loss and the confusion matrix. Training and evaluation
/// both judge with it. Equal scores are ranked by class index, and a score that is not a number comes last.
/// </summary>
public sealed class Metrics
{
    private readonly int[,] _confusion;
    private double _loss;
    private int _top1, _top5;

    /// <summary>Starts at nothing.</summary>
    /// <param name="classes">Number of classes, at least 1.</param>
    public Metrics(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _confusion = new int[classes, classes];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Images so far.</summary>
    public int Count { get; private set; }

    /// <summary>Part of the images whose class came first, 0 to 1; 0 before the first image.</summary>
    public double Top1 => Part(_top1);

    /// <summary>Part of the images whose class was among the first five (or among all, where there are fewer), 0 to 1.</summary>
    public double Top5 => Part(_top5);

    /// <summary>Mean of -log(probability of the right class).</summary>
    public double Loss => Count == 0 ? 0 : _loss / Count;

    /// <summary>Adds an image by the network's raw outputs.</summary>
    public void AddLogits(ReadOnlySpan<float> logits, int label)
    {
        Check(logits, label);
        _loss += Softmax.LogSum(logits) - logits[label];
        Rank(logits, label);
    }

    /// <summary>Adds an image by its class probabilities.</summary>
    public void AddProbabilities(ReadOnlySpan<float> probabilities, int label)
    {
        Check(probabilities, label);

        // A probability that has underflowed to 0 counts as the smallest there is, so that the mean stays finite.
        float probability = probabilities[label];
        _loss -= Math.Log(float.IsNaN(probability) ? probability : Math.Max(probability, float.Epsilon));
        Rank(probabilities, label);
    }

    /// <summary>Counts by actual (rows) and predicted (columns) class.</summary>
    public ConfusionMatrix ConfusionMatrix() => new(_confusion);

    /// <summary>The position of the largest score; the first of equals.</summary>
    public static int ArgMax(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (Beats(scores[i], scores[best])) best = i;
        }

        return best;
    }

    private void Rank(ReadOnlySpan<float> scores, int label)
    {
        int predicted = ArgMax(scores), better = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (i < label ? !Beats(scores[label], scores[i]) : Beats(scores[i], scores[label])) better++;
        }

        Count++;
        if (predicted == label) _top1++;
        if (better < 5) _top5++;
        _confusion[label, predicted]++;
    }

    private static bool Beats(float a, float b) => a > b || (float.IsNaN(b) && !float.IsNaN(a));

    private void Check(ReadOnlySpan<float> scores, int label)
    {
        if (scores.Length != Classes) throw new ArgumentException($"There are {scores.Length} scores for {Classes} classes.", nameof(scores));
        if ((uint)label >= (uint)Classes) throw new ArgumentOutOfRangeException(nameof(label), label, $"Labels are 0 to {Classes - 1}.");
    }

    private double Part(int count) => Count == 0 ? 0 : (double)count / Count;
}
