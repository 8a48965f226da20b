using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// One step from a stored image to a network's input, as data in a recipe. Geometry steps only move a crop box, most
/// color and normalization steps only change a factor and an offset per channel: the pixels are touched once, at the
/// end. The few steps that need pixels or values of their own say so, and cost nothing where they are not used.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RandomResizedCrop), nameof(RandomResizedCrop))]
[JsonDerivedType(typeof(RandomCrop), nameof(RandomCrop))]
[JsonDerivedType(typeof(CenterCrop), nameof(CenterCrop))]
[JsonDerivedType(typeof(TenCrop), nameof(TenCrop))]
[JsonDerivedType(typeof(MultiCrop), nameof(MultiCrop))]
[JsonDerivedType(typeof(Resize), nameof(Resize))]
[JsonDerivedType(typeof(Squash), nameof(Squash))]
[JsonDerivedType(typeof(HorizontalFlip), nameof(HorizontalFlip))]
[JsonDerivedType(typeof(ColorJitter), nameof(ColorJitter))]
[JsonDerivedType(typeof(PcaColorNoise), nameof(PcaColorNoise))]
[JsonDerivedType(typeof(ChannelOrder), nameof(ChannelOrder))]
[JsonDerivedType(typeof(Normalize), nameof(Normalize))]
[JsonDerivedType(typeof(MeanSubtract), nameof(MeanSubtract))]
[JsonDerivedType(typeof(MeanImageSubtract), nameof(MeanImageSubtract))]
[JsonDerivedType(typeof(ImageMeanSubtract), nameof(ImageMeanSubtract))]
[JsonDerivedType(typeof(Scale), nameof(Scale))]
[JsonDerivedType(typeof(RandomErasing), nameof(RandomErasing))]
public abstract record TransformDefinition
{
    /// <summary>Whether it draws random numbers, and so belongs to training only.</summary>
    [JsonIgnore]
    public virtual bool IsRandom => false;

    /// <summary>
    /// Images that come out for one that goes in: 1, or several for <see cref="TenCrop"/> and
    /// <see cref="MultiCrop"/>.
    /// </summary>
    [JsonIgnore]
    public virtual int Views => 1;

    /// <summary>
    /// Edge of the square that comes out; null where the size depends on the image or does not change.
    /// </summary>
    [JsonIgnore]
    public virtual int? OutputSize => null;

    /// <summary>The same transform with everything that it takes from the training set written out.</summary>
    /// <exception cref="TransformException">It needs statistics and there are none.</exception>
    public virtual TransformDefinition Resolve(DatasetStatistics? statistics) => this;

    /// <summary>What is wrong with the settings, as "field: what is wrong".</summary>
    internal virtual IEnumerable<string> Problems() => [];

    /// <summary>Moves the crop box.</summary>
    internal virtual void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
    }

    /// <summary>Changes what a gray level becomes.</summary>
    internal virtual void Recolor(PixelMapping mapping, TransformRandom random)
    {
    }

    /// <summary>Whether <see cref="Edit(Span{byte}, int, TransformRandom)"/> does something.</summary>
    internal virtual bool EditsPixels => false;

    /// <summary>Changes the cropped image.</summary>
    internal virtual void Edit(Span<byte> pixels, int channels, TransformRandom random)
    {
    }

    /// <summary>Whether <see cref="Edit(in ViewValues, TransformRandom)"/> does something.</summary>
    internal virtual bool EditsValues => false;

    /// <summary>Changes the values that enter the network.</summary>
    internal virtual void Edit(in ViewValues view, TransformRandom random)
    {
    }
}

/// <summary>A transform that cannot be applied; the message says to what and why.</summary>
public sealed class TransformException(string message, Exception? inner = null) : Exception(message, inner);
