using System.Text.Json.Serialization;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>Random horizontal flip (paper section 4.1).</summary>
public sealed record HorizontalFlip : TransformDefinition
{
    /// <summary>Probability, 0 to 1.</summary>
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsRandom => true;

    internal override IEnumerable<string> Problems() => Limits.Between("probability", Probability, 0, 1);

    internal override string? WhyUnused(int channels) => Probability == 0 ? "its probability is 0" : null;

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
        if (random.Uniform(0) < Probability)
            geometry.Mirror();
    }
}
