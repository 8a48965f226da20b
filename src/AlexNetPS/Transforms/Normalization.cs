using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Transforms;

/// <summary>(value / 255 - mean) / standard deviation, per channel.</summary>
public sealed record Normalize : TransformDefinition
{
    /// <summary>Means on the scale 0..1, RGB or one for all channels; null uses the training set's.</summary>
    public IReadOnlyList<double>? Mean { get; init => field = value.ToReadable(); }

    /// <summary>
    /// Standard deviations on the scale 0..1, RGB or one for all channels; null uses the training set's, and 1 for a
    /// channel that is constant over all training images.
    /// </summary>
    public IReadOnlyList<double>? StandardDeviation { get; init => field = value.ToReadable(); }

    /// <inheritdoc/>
    public override TransformDefinition Resolve(DatasetStatistics? statistics)
    {
        if (Mean is not null && StandardDeviation is not null)
            return this;
        if (statistics is null)
            throw Limits.NoStatistics(nameof(Normalize), "mean and standardDeviation");
        return this with
        {
            Mean = Mean ?? statistics.Mean,
            StandardDeviation = StandardDeviation ?? statistics.Divisors,
        };
    }

    internal override IEnumerable<string> Problems() =>
    [
        .. Limits.PerChannel("mean", Mean, 0, 1, "; it is on the scale 0..1"),
        .. Limits.PerChannel("standardDeviation", StandardDeviation, 1e-6, 1,
            "; it is on the scale 0..1, and 1 for a constant channel"),
    ];

    internal override void Recolor(PixelMapping mapping, TransformRandom random)
    {
        if (Mean is null || StandardDeviation is null)
            throw Limits.NoStatistics(nameof(Normalize), "mean and standardDeviation");
        for (int channel = 0; channel < mapping.Channels; channel++)
        {
            mapping.Multiply(channel, 1 / 255.0);
            mapping.Add(channel, -Limits.Channel(Mean, channel));
            mapping.Multiply(channel, 1 / Limits.Channel(StandardDeviation, channel));
        }
    }
}

/// <summary>
/// value - channel mean, on the raw scale 0..255 (the paper's only preprocessing, with one mean per channel).
/// </summary>
public sealed record MeanSubtract : TransformDefinition
{
    /// <summary>Means on the scale 0..255, RGB or one for all channels; null uses the training set's.</summary>
    public IReadOnlyList<double>? Mean { get; init => field = value.ToReadable(); }

    /// <inheritdoc/>
    public override TransformDefinition Resolve(DatasetStatistics? statistics)
    {
        if (Mean is not null)
            return this;
        if (statistics is null)
            throw Limits.NoStatistics(nameof(MeanSubtract), "mean");
        return this with { Mean = statistics.Mean.Select(mean => 255 * mean).ToArray() };
    }

    internal override IEnumerable<string> Problems() =>
        Limits.PerChannel("mean", Mean, 0, 255, "; it is on the scale 0..255");

    internal override void Recolor(PixelMapping mapping, TransformRandom random)
    {
        if (Mean is null)
            throw Limits.NoStatistics(nameof(MeanSubtract), "mean");
        for (int channel = 0; channel < mapping.Channels; channel++)
            mapping.Add(channel, -Limits.Channel(Mean, channel));
    }
}

/// <summary>value x factor: 1/255 (the default) scales 8-bit pixels to 0..1.</summary>
public sealed record Scale : TransformDefinition
{
    /// <summary>Factor, not 0.</summary>
    public double Factor { get; init; } = 1 / 255.0;

    internal override IEnumerable<string> Problems()
    {
        if (Factor == 0 || !double.IsFinite(Factor))
            yield return $"factor: {Factor} is not a finite number other than 0";
    }

    internal override string? WhyUnused(int channels) => Factor == 1 ? "its factor is 1" : null;

    internal override void Recolor(PixelMapping mapping, TransformRandom random)
    {
        for (int channel = 0; channel < mapping.Channels; channel++)
            mapping.Multiply(channel, Factor);
    }
}
