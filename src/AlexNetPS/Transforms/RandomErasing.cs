using System.Text.Json.Serialization;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;

namespace AlexNetPS.Transforms;

/// <summary>
/// Overwrites a random rectangle with a given probability (Zhong et al. 2017; torchvision's algorithm). Works on the
/// values that enter the network, after everything else, and must be last in the list: after <see cref="Normalize"/>, 0
/// is the mean color.
/// </summary>
public sealed record RandomErasing : TransformDefinition
{
    private const int Tries = 10;

    /// <summary>Probability, 0 to 1.</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Minimum and maximum area, as a fraction of the image's.</summary>
    public IReadOnlyList<double> Scale { get; init => field = value.ToReadable(); } =
        new[] { 0.02, 0.33 }.ToReadable();

    /// <summary>Minimum and maximum height / width; drawn log-uniformly.</summary>
    public IReadOnlyList<double> Ratio { get; init => field = value.ToReadable(); } =
        new[] { 0.3, 3.3 }.ToReadable();

    /// <summary>Fill of the rectangle.</summary>
    public ErasingFill Fill { get; init; } = ErasingFill.Value;

    /// <summary>Value of <see cref="ErasingFill.Value"/>: RGB or one for all channels.</summary>
    public IReadOnlyList<double> Value { get; init => field = value.ToReadable(); } =
        new[] { 0.0 }.ToReadable();

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsRandom => true;

    internal override bool EditsValues => true;

    internal override IEnumerable<string> Problems() =>
    [
        .. Limits.Between("probability", Probability, 0, 1),
        .. Limits.Range("scale", Scale, 1),
        .. Limits.Range("ratio", Ratio, 100),
        .. Limits.PerChannel("value", Value, -1e6, 1e6, ""),
    ];

    internal override string? WhyUnused(int channels) => Probability == 0 ? "its probability is 0" : null;

    internal override void Edit(in ViewValues view, TransformRandom random)
    {
        if (random.Uniform(0) >= Probability || Choose(view.Width, view.Height, random) is not PixelBox box)
            return;
        Overwrite(view, box, random);
    }

    internal override bool Erases => true;

    internal override void Erase(InputErasure erasure, TensorShape input, bool blueFirst, TransformRandom random)
    {
        if (random.Uniform(0) >= Probability || Choose(input.Width, input.Height, random) is not PixelBox box)
        {
            erasure.Clear();
            return;
        }

        (int height, int width) = Fill == ErasingFill.Value ? (1, 1) : (box.Height, box.Width);
        Span<float> fill = erasure.Set(box, input.Channels * height * width);
        Overwrite(new ViewValues(fill, input.Channels, height, width, blueFirst), new(0, 0, width, height), random);
    }

    private void Overwrite(in ViewValues view, in PixelBox box, TransformRandom random)
    {
        for (int channel = 0, index = 0; channel < view.Channels; channel++)
        {
            Span<float> plane = view.Plane(channel);
            float value = (float)Limits.Channel(Value, channel);
            for (int y = box.Top; y < box.Top + box.Height; y++)
            {
                Span<float> row = plane.Slice(y * view.Width + box.Left, box.Width);
                if (Fill == ErasingFill.Value)
                {
                    row.Fill(value);
                }
                else
                {
                    foreach (ref float noise in row)
                        noise = (float)random.Noise(index++);
                }
            }
        }
    }

    /// <summary>Draws the rectangle; null if ten tries find none, as in torchvision.</summary>
    internal PixelBox? Choose(int width, int height, TransformRandom random)
    {
        double logLow = Math.Log(Ratio[0]), logHigh = Math.Log(Ratio[1]);
        for (int i = 0; i < Tries; i++)
        {
            int first = 4 + 4 * i;
            double area = (double)width * height * random.Uniform(first, Scale[0], Scale[1]);
            double ratio = Math.Exp(random.Uniform(first + 1, logLow, logHigh));
            int boxHeight = (int)Math.Round(Math.Sqrt(area * ratio)), boxWidth =
                (int)Math.Round(Math.Sqrt(area / ratio));
            if (boxHeight >= height || boxWidth >= width)
                continue;
            return new(random.Integer(first + 3, width - boxWidth + 1),
                random.Integer(first + 2, height - boxHeight + 1), boxWidth, boxHeight);
        }

        return null;
    }
}

/// <summary>Fills of an erased rectangle.</summary>
[JsonConverter(typeof(EnumNameConverter<ErasingFill>))]
public enum ErasingFill : long
{
    /// <summary>One value per channel.</summary>
    Value,

    /// <summary>Gaussian noise of mean 0 and standard deviation 1, drawn per value.</summary>
    Noise,
}
