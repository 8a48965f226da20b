using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Transforms;

/// <summary>
/// Shifts all pixels of an image along the principal components of the training set's colors (paper section 4.1). Drawn
/// once per image and epoch, and added to the image itself, before any normalization, wherever it is in the list.
/// </summary>
public sealed record PcaColorNoise : TransformDefinition
{
    /// <summary>Standard deviation of the Gaussian factor, 0.1 in the paper.</summary>
    public double StandardDeviation { get; init; } = 0.1;

    /// <summary>Variant of the formula.</summary>
    public PcaColorNoiseForm Form { get; init; } = PcaColorNoiseForm.Paper;

    /// <summary>
    /// Eigenvalues of the RGB covariance on the scale 0..1, largest first; null uses the training set's.
    /// </summary>
    public IReadOnlyList<double>? Eigenvalues { get; init => field = value.ToReadable(); }

    /// <summary>Eigenvectors[i] belongs to Eigenvalues[i]; null uses the training set's.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Eigenvectors { get; init => field = value.ToReadableLists(); }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override TransformDefinition Resolve(DatasetStatistics? statistics)
    {
        if (Eigenvalues is not null && Eigenvectors is not null)
            return this;
        if (statistics is null)
            throw Limits.NoStatistics(nameof(PcaColorNoise), "eigenvalues and eigenvectors");
        return this with { Eigenvalues = statistics.Eigenvalues, Eigenvectors = statistics.Eigenvectors };
    }

    internal override IEnumerable<string> Problems()
    {
        if (StandardDeviation is not (>= 0 and <= 10))
            yield return $"standardDeviation: {StandardDeviation} is not between 0 and 10";
        if ((Eigenvalues is null) != (Eigenvectors is null))
            yield return "eigenvalues: give eigenvalues and eigenvectors, or neither";
        if (Eigenvalues is not null && Eigenvectors is not null
            && (Eigenvectors.Count != Eigenvalues.Count
                || Eigenvectors.Any(v => v is null || v.Count != Eigenvalues.Count)))
        {
            yield return "eigenvectors: one for each eigenvalue, each as long as there are channels";
        }

        if (Eigenvalues?.Any(value => !(value >= 0)) == true)
            yield return "eigenvalues: at least 0";
    }

    internal override string? WhyUnused(int channels) =>
        StandardDeviation == 0 ? "its standardDeviation is 0" : null;

    internal override void Recolor(PixelMapping mapping, TransformRandom random)
    {
        if (Eigenvalues is null || Eigenvectors is null)
            throw Limits.NoStatistics(nameof(PcaColorNoise), "eigenvalues and eigenvectors");
        for (int i = 0; i < Eigenvalues.Count; i++)
        {
            double spread = Form == PcaColorNoiseForm.Paper ? Eigenvalues[i] : Math.Sqrt(Eigenvalues[i]);
            double amount = StandardDeviation * random.Gaussian(i) * spread;

            // A gray image has one component, which shifts all channels equally.
            for (int channel = 0; channel < mapping.Channels; channel++)
                mapping.Brighten(channel, 255 * amount * Eigenvectors[i][Math.Min(channel, Eigenvectors[i].Count - 1)]);
        }
    }
}

/// <summary>Variants of the noise: the printed formula and the authors' program differ.</summary>
[JsonConverter(typeof(EnumNameConverter<PcaColorNoiseForm>))]
public enum PcaColorNoiseForm : long
{
    /// <summary>As printed: eigenvalue times Gaussian factor, pixels on the scale 0..1.</summary>
    Paper,

    /// <summary>As programmed: standard deviation (root of the eigenvalue) times Gaussian factor.</summary>
    Code,
}
