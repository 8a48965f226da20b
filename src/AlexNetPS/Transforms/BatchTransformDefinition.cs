using System.Text.Json.Serialization;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// A transform of a whole training batch, as data in a recipe: each input is mixed with the previous one (the first
/// with the last), and so are their targets. Of several in a list, one is chosen at random per batch. The algorithms
/// are those of torchvision's training references.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Mixup), nameof(Mixup))]
[JsonDerivedType(typeof(CutMix), nameof(CutMix))]
public abstract record BatchTransformDefinition
{
    /// <summary>Name of the type in JSON: Mixup, CutMix.</summary>
    [JsonIgnore]
    public string Type => DerivedTypeName.Of(this);

    /// <summary>
    /// Both parameters of the Beta distribution of the mixing ratio: above 0, up to 100. Small values mix little.
    /// </summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Probability per batch, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <inheritdoc/>
    public sealed override string ToString() => ReadableText.Definition(Type, this);

    /// <summary>Returns errors in the settings as "field: error".</summary>
    internal IEnumerable<string> Problems()
    {
        if (!(Alpha > 0 && Alpha <= 100))
        {
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"alpha: {Alpha} is not above 0 and up to 100");
        }

        foreach (string problem in Limits.Between("probability", Probability, 0, 1))
            yield return problem;
    }

    /// <summary>Draws how a batch is mixed.</summary>
    /// <param name="random">Random numbers of the batch.</param>
    /// <param name="height">Height of an input in pixels.</param>
    /// <param name="width">Width of an input in pixels.</param>
    internal abstract InputMix Draw(BatchRandom random, int height, int width);
}

/// <summary>Inputs of a batch: [count, channels, height, width].</summary>
internal readonly ref struct BatchValues(Span<float> images, int count, int height, int width)
{
    private readonly Span<float> _images = images;

    public int Count { get; } = count;

    public int Height { get; } = height;

    public int Width { get; } = width;

    /// <summary>Number of values of one input.</summary>
    public int Length => _images.Length / Count;

    public Span<float> Image(int index) => _images.Slice(index * Length, Length);

    /// <summary>Mixes the inputs in place.</summary>
    public void Mix(in InputMix mix)
    {
        if (mix.Box is PixelBox box)
            CutMix.Paste(this, box);
        else
            Mixup.Mix(this, mix);
    }
}
