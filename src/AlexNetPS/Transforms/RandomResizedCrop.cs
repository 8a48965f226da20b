using System.Text.Json.Serialization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// A crop of random area and aspect ratio, resized to a square (Szegedy et al. 2014; torchvision's algorithm: ten
/// tries, then the largest central crop with an allowed ratio).
/// </summary>
public sealed record RandomResizedCrop : TransformDefinition
{
    private const int Tries = 10;

    /// <summary>Edge of the result in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Minimum and maximum area, as a fraction of the image's.</summary>
    public IReadOnlyList<double> Scale { get; init => field = value.ToReadable(); } =
        new[] { 0.08, 1 }.ToReadable();

    /// <summary>Minimum and maximum width / height; drawn log-uniformly.</summary>
    public IReadOnlyList<double> Ratio { get; init => field = value.ToReadable(); } =
        new[] { 3.0 / 4, 4.0 / 3 }.ToReadable();

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsRandom => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? OutputSize => Size;

    internal override IEnumerable<string> Problems() =>
        [.. Limits.Size(Size), .. Limits.Range("scale", Scale, 1), .. Limits.Range("ratio", Ratio, 100)];

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
        PixelBox box = Choose(geometry.Width, geometry.Height, random);
        geometry.Crop(box.Left, box.Top, box.Width, box.Height);
        geometry.Resize(Size, Size);
    }

    private PixelBox Choose(int imageWidth, int imageHeight, TransformRandom random)
    {
        double area = (double)imageWidth * imageHeight, logLow = Math.Log(Ratio[0]), logHigh = Math.Log(Ratio[1]);
        for (int i = 0; i < Tries; i++)
        {
            double target = area * random.Uniform(4 * i, Scale[0], Scale[1]);
            double ratio = Math.Exp(random.Uniform(4 * i + 1, logLow, logHigh));
            int width = (int)Math.Round(Math.Sqrt(target * ratio)), height = (int)Math.Round(Math.Sqrt(target / ratio));
            if (width < 1 || width > imageWidth || height < 1 || height > imageHeight)
                continue;
            int top = random.Integer(4 * i + 2, imageHeight - height + 1), left =
                random.Integer(4 * i + 3, imageWidth - width + 1);
            return new(left, top, width, height);
        }

        return Fallback(imageWidth, imageHeight);
    }

    /// <summary>Returns the largest central crop with an allowed ratio.</summary>
    internal PixelBox Fallback(int imageWidth, int imageHeight)
    {
        double ratio = (double)imageWidth / imageHeight;
        int width = imageWidth, height = imageHeight;
        if (ratio < Ratio[0])
            height = Math.Clamp((int)Math.Round(width / Ratio[0]), 1, imageHeight);
        else if (ratio > Ratio[1])
            width = Math.Clamp((int)Math.Round(height * Ratio[1]), 1, imageWidth);
        return new((imageWidth - width) / 2, (imageHeight - height) / 2, width, height);
    }
}
