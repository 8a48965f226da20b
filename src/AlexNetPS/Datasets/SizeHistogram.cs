using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>Histograms of the image sizes in the files, all splits.</summary>
/// <param name="ShortSide">Histogram of the short side, pixels.</param>
/// <param name="LongSide">Histogram of the long side, pixels.</param>
/// <param name="Aspect">Histogram of the long side divided by the short side.</param>
public sealed record SizeHistogram(IReadOnlyList<SizeBucket> ShortSide, IReadOnlyList<SizeBucket> LongSide,
    IReadOnlyList<SizeBucket> Aspect)
{
    /// <inheritdoc cref="SizeHistogram" path="/param[@name='ShortSide']"/>
    public IReadOnlyList<SizeBucket> ShortSide { get; init => field = value.ToReadable(); } = ShortSide.ToReadable();

    /// <inheritdoc cref="SizeHistogram" path="/param[@name='LongSide']"/>
    public IReadOnlyList<SizeBucket> LongSide { get; init => field = value.ToReadable(); } = LongSide.ToReadable();

    /// <inheritdoc cref="SizeHistogram" path="/param[@name='Aspect']"/>
    public IReadOnlyList<SizeBucket> Aspect { get; init => field = value.ToReadable(); } = Aspect.ToReadable();

    private static readonly double[] _sides = [0, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096], _aspects =
        [1, 1.1, 1.3, 1.4, 1.6, 2, 3, 4];

    /// <summary>The short sides that occur: "short side 128 to 192: 40, 192 to 256: 12".</summary>
    public override string ToString() =>
        $"short side {ReadableText.List(ShortSide.Where(bucket => bucket.Count > 0))}";

    internal static SizeHistogram Of(IEnumerable<(int Width, int Height)> sizes)
    {
        int[] shorts = new int[_sides.Length], longs = new int[_sides.Length], aspects = new int[_aspects.Length];
        foreach ((int width, int height) in sizes)
        {
            int shortSide = Math.Min(width, height), longSide = Math.Max(width, height);
            shorts[Find(_sides, shortSide)]++;
            longs[Find(_sides, longSide)]++;
            aspects[Find(_aspects, (double)longSide / shortSide)]++;
        }

        return new SizeHistogram(Buckets(_sides, shorts), Buckets(_sides, longs), Buckets(_aspects, aspects));
    }

    private static int Find(double[] bounds, double value) =>
        Math.Max(0, Array.FindLastIndex(bounds, bound => bound <= value));

    private static SizeBucket[] Buckets(double[] bounds, int[] counts) =>
        [.. counts.Select(
            (count, i) => new SizeBucket(bounds[i], i + 1 < bounds.Length ? bounds[i + 1] : null, count))];
}

/// <summary>Number of images in a range of sizes.</summary>
/// <param name="From">Lower bound, inclusive.</param>
/// <param name="Below">Upper bound, exclusive; null for the last range, which has none.</param>
/// <param name="Count">Number of images.</param>
public sealed record SizeBucket(double From, double? Below, int Count)
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{From}{(Below is { } end ? $" to {end}" : " and more")}: {Count}");
}
