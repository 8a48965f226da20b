using System.Globalization;
using AlexNetPS.Randomness;

namespace AlexNetPS.Inference.Gates;

/// <summary>
/// Drop of the top-1 accuracy from a baseline to a model on the same images, and whether it can be chance.
/// </summary>
/// <remarks>
/// Of an image, the drop is 1 if only the baseline is right, -1 if only the model is, and 0 otherwise. The bound is the
/// percentile of the paired bootstrap (Efron 1979): images are drawn with replacement, so many as there are, 10,000
/// times. The three values have a multinomial distribution then, from which it draws directly. McNemar's exact test
/// (1947) asks whether of the images that only one of the two has right more than half are the baseline's.
/// </remarks>
public sealed record PairedDrop
{
    private const int Resamples = 10_000;

    private PairedDrop(int images, int worse, int better, double confidence, ulong seed)
    {
        (Images, Worse, Better, Confidence) = (images, worse, better, confidence);
        LowerBound = Bound(images, worse, better, confidence, seed);
    }

    /// <summary>Number of images.</summary>
    public int Images { get; }

    /// <summary>Images that only the baseline has right.</summary>
    public int Worse { get; }

    /// <summary>Images that only the model has right.</summary>
    public int Better { get; }

    /// <summary>Drop of top-1, -1 to 1.</summary>
    public double Drop => (double)(Worse - Better) / Images;

    /// <summary>Confidence of the bound, 0.5 to 0.999.</summary>
    public double Confidence { get; }

    /// <summary>Lower bound of the one-sided interval of the drop.</summary>
    public double LowerBound { get; }

    /// <summary>
    /// One-sided p value of McNemar's exact test: probability of so many images of the baseline, or more, by chance.
    /// </summary>
    public double PValue => BinomialDistribution.AtLeast(Worse + Better, Worse);

    /// <summary>Two-sided p value of McNemar's exact test.</summary>
    public double TwoSidedPValue =>
        Math.Min(1, 2 * BinomialDistribution.AtLeast(Worse + Better, Math.Max(Worse, Better)));

    /// <summary>Whether the drop is over a limit, and more than chance.</summary>
    public bool Exceeds(double limit) => Drop > limit && LowerBound > 0;

    /// <summary>Compares numbers of images.</summary>
    /// <param name="images">All images, at least 1.</param>
    /// <param name="worse">Those that only the baseline has right.</param>
    /// <param name="better">Those that only the model has right.</param>
    /// <param name="confidence">Confidence of the bound, 0.5 to 0.999.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static PairedDrop Of(int images, int worse, int better, double confidence = GateRules.DefaultConfidence,
        ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(worse);
        ArgumentOutOfRangeException.ThrowIfNegative(better);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)worse + better, images);
        if (confidence is not (>= GateRules.LeastConfidence and <= GateRules.LargestConfidence))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "0.5 to 0.999 is needed.");
        return new(images, worse, better, confidence, seed);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"drop {Drop:0.####}, at least {LowerBound:0.####} with a confidence of {Confidence:0.###}");

    private static double Bound(int images, int worse, int better, double confidence, ulong seed)
    {
        int discordant = worse + better;
        if (discordant == 0)
            return 0;
        var stream = new RandomStream(seed, RandomPurpose.Bootstrap);
        var all = new BinomialDistribution(images, (double)discordant / images);
        var parts = new Dictionary<int, BinomialDistribution>();
        int[] drops = new int[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            stream.Block((uint)i, out uint x0, out uint x1, out uint x2, out uint x3);
            int drawn = all.Draw(Uniform(x0, x1));
            if (!parts.TryGetValue(drawn, out BinomialDistribution? part))
                parts.Add(drawn, part = new(drawn, (double)worse / discordant));
            drops[i] = 2 * part.Draw(Uniform(x2, x3)) - drawn;
        }

        Array.Sort(drops);
        // 1 - 0.99 is a little more than 0.01.
        int rank = (int)Math.Ceiling((1 - confidence) * Resamples - 1e-6);
        return (double)drops[Math.Max(0, rank - 1)] / images;
    }

    private static double Uniform(uint high, uint low) => ((ulong)high << 21 | low >> 11) * (1.0 / (1L << 53));
}
