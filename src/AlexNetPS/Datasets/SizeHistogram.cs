namespace AlexNetPS.Datasets;

/// <summary>How large the pictures of a dataset are in their files, of all splits.</summary>
/// <param name="ShortSide">By short side, pixels.</param>
/// <param name="LongSide">By long side, pixels.</param>
/// <param name="Aspect">By long side over short side.</param>
public sealed record SizeHistogram(IReadOnlyList<SizeBucket> ShortSide, IReadOnlyList<SizeBucket> LongSide, IReadOnlyList<SizeBucket> Aspect)
{
    private static readonly double[] s_sides = [0, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096], s_aspects = [1, 1.1, 1.3, 1.4, 1.6, 2, 3, 4];

    internal static SizeHistogram Of(IEnumerable<(int Width, int Height)> sizes)
    {
        int[] shorts = new int[s_sides.Length], longs = new int[s_sides.Length], aspects = new int[s_aspects.Length];
        foreach ((int width, int height) in sizes)
        {
            int shortSide = Math.Min(width, height), longSide = Math.Max(width, height);
            shorts[Find(s_sides, shortSide)]++;
            longs[Find(s_sides, longSide)]++;
            aspects[Find(s_aspects, (double)longSide / shortSide)]++;
        }

        return new SizeHistogram(Buckets(s_sides, shorts), Buckets(s_sides, longs), Buckets(s_aspects, aspects));
    }

    private static int Find(double[] bounds, double value) => Math.Max(0, Array.FindLastIndex(bounds, bound => bound <= value));

    private static SizeBucket[] Buckets(double[] bounds, int[] counts) =>
        [.. counts.Select((count, i) => new SizeBucket(bounds[i], i + 1 < bounds.Length ? bounds[i + 1] : null, count))];
}

/// <summary>Pictures of a range of sizes.</summary>
/// <param name="From">Smallest, included.</param>
/// <param name="Below">End of the range, not included; null for the last one, which has none.</param>
/// <param name="Count">Pictures.</param>
public sealed record SizeBucket(double From, double? Below, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{From}{(Below is { } end ? $" to {end}" : " and more")}: {Count}");
}
