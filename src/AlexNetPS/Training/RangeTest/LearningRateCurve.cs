using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.RangeTest;

/// <summary>
/// Result of a learning rate range test (Smith 2017): the loss while the learning rate grows from step to step, and the
/// suggested learning rate.
/// </summary>
public sealed class LearningRateCurve
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const int SketchWidth = 60;

    // A loss that falls by less than this fraction counts as not falling.
    private const double MinFall = 0.02;

    internal LearningRateCurve(string recipe, string dataset, IReadOnlyList<LearningRatePoint> points)
    {
        (Recipe, Dataset) = (recipe, dataset);
        Points = points.ToReadable();
        if (points.Count == 0)
            return;

        // The first averages are of few batches and mostly noise.
        int first = points.Count / 10, lowest = first;
        for (int i = first; i < points.Count; i++)
        {
            if (points[i].SmoothedLoss < points[lowest].SmoothedLoss)
                lowest = i;
        }

        LowestLossRate = points[lowest].LearningRate;
        if (points[lowest].SmoothedLoss > (1 - MinFall) * points[first].SmoothedLoss)
            return;
        SteepestRate = Steepest(points, first, lowest);
        Suggestion = LowestLossRate / 10;
    }

    /// <summary>Name of the recipe.</summary>
    public string Recipe { get; }

    /// <summary>Name of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>Steps of the test, with rising learning rates; ends early if the loss diverges.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; }

    /// <summary>
    /// Suggested base learning rate: a tenth of the rate with the lowest loss, fastai's "minimum". Null if the loss did
    /// not fall.
    /// </summary>
    public double? Suggestion { get; }

    /// <summary>
    /// Learning rate at which the smoothed loss fell fastest, per factor of the rate; null if it did not fall. In short
    /// tests it is noisy, so the suggestion does not use it.
    /// </summary>
    public double? SteepestRate { get; }

    /// <summary>Learning rate with the lowest smoothed loss: already too high to train with.</summary>
    public double LowestLossRate { get; }

    /// <summary>Smoothed losses as a row of bars, from the lowest rate to the highest.</summary>
    public string Sketch
    {
        get
        {
            if (Points.Count == 0)
                return "";
            double least = Points.Min(point => point.SmoothedLoss), most =
                Math.Min(Points.Max(point => point.SmoothedLoss), 2 * Points[0].SmoothedLoss);
            int width = Math.Min(SketchWidth, Points.Count);
            return string.Concat(Enumerable.Range(0, width).Select(column =>
            {
                double height =
                    (Points[column * Points.Count / width].SmoothedLoss - least) / Math.Max(most - least, 1e-12);
                return Blocks[(int)Math.Clamp(height * Blocks.Length, 0, Blocks.Length - 1)];
            }));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Suggestion is double rate
        ? FormattableString.Invariant($"{Recipe} on {Dataset}: learning rate {rate:g2}")
        : $"{Recipe} on {Dataset}: the loss did not fall at any rate";

    private static double Steepest(IReadOnlyList<LearningRatePoint> points, int first, int lowest)
    {
        // Rates grow by a constant factor, so equal steps are equal factors.
        int reach = Math.Max(1, points.Count / 20), best = first;
        double fall = double.NegativeInfinity;
        for (int i = first + reach; i + reach <= lowest; i++)
        {
            double difference = points[i - reach].SmoothedLoss - points[i + reach].SmoothedLoss;
            if (difference > fall)
                (fall, best) = (difference, i);
        }

        return points[best].LearningRate;
    }
}

/// <summary>A step of a learning rate range test.</summary>
/// <param name="Step">Step, from 1.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
/// <param name="Loss">Loss of the batch before the optimizer step.</param>
/// <param name="SmoothedLoss">Moving average of the losses so far.</param>
public sealed record LearningRatePoint(int Step, double LearningRate, double Loss, double SmoothedLoss)
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{LearningRate:g3}: loss {LossText.Of(SmoothedLoss)}");
}
