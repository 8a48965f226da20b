using System.Text.Json.Serialization;

namespace AlexNetPS.Transforms;

/// <summary>
/// Changes brightness, contrast, saturation and hue randomly, in random order (torchvision's ColorJitter with Pillow's
/// 8-bit arithmetic). Applied to the cropped image, before any normalization and before <see cref="PcaColorNoise"/>,
/// wherever it is in the list. Saturation and hue do not change gray images.
/// </summary>
public sealed record ColorJitter : TransformDefinition
{
    private const double Most = 10, MaxHue = 0.5;

    /// <summary>
    /// The factor is drawn from 1 - brightness (at least 0) to 1 + brightness; 0 disables it, 10 is the maximum.
    /// </summary>
    public double Brightness { get; init; }

    /// <summary>
    /// The factor is drawn from 1 - contrast (at least 0) to 1 + contrast; 0 disables it, 10 is the maximum.
    /// </summary>
    public double Contrast { get; init; }

    /// <summary>
    /// The factor is drawn from 1 - saturation (at least 0) to 1 + saturation; 0 disables it, 10 is the maximum.
    /// </summary>
    public double Saturation { get; init; }

    /// <summary>
    /// The hue shift is drawn from -hue to +hue, in turns of the color circle; 0 disables it, 0.5 (half a turn) is the
    /// maximum.
    /// </summary>
    public double Hue { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsRandom => true;

    internal override bool EditsPixels => true;

    internal override IEnumerable<string> Problems() =>
    [
        .. Limits.Between("brightness", Brightness, 0, Most),
        .. Limits.Between("contrast", Contrast, 0, Most),
        .. Limits.Between("saturation", Saturation, 0, Most),
        .. Limits.Between("hue", Hue, 0, MaxHue),
    ];

    internal override string? WhyUnused(int channels) => Brightness > 0 || Contrast > 0 ? null
        : Saturation == 0 && Hue == 0 ? "its brightness, contrast, saturation and hue are 0"
        : channels == 1 ? "saturation and hue do not change gray images"
        : null;

    internal override void Edit(Span<byte> pixels, int channels, TransformRandom random)
    {
        Span<int> order = [0, 1, 2, 3];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Integer(4 + i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        foreach (int step in order)
        {
            switch (step)
            {
                case 0 when Brightness > 0: ImageColor.Brighten(pixels, Factor(random, 0, Brightness)); break;
                case 1 when Contrast > 0: ImageColor.Contrast(pixels, channels, Factor(random, 1, Contrast)); break;
                case 2 when Saturation > 0
                    && channels == 3:
                    ImageColor.Saturate(pixels, Factor(random, 2, Saturation)); break;
                case 3 when Hue > 0 && channels == 3: ImageColor.TurnHue(pixels, random.Uniform(3, -Hue, Hue)); break;
            }
        }
    }

    private static float Factor(TransformRandom random, int position, double spread) =>
        (float)random.Uniform(position, Math.Max(0, 1 - spread), 1 + spread);
}
