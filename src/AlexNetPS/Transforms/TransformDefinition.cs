using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;

namespace AlexNetPS.Transforms;

/// <summary>
/// One step from a stored image to a network's input, as data in a recipe. Geometry steps only move a crop box, most
/// color and normalization steps only change a factor and an offset per channel: the pixels are processed once, at the
/// end. The few steps that edit pixels or values declare it, and cost nothing when unused.
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
    /// <summary>Name of the type in JSON: RandomCrop, Normalize, ...</summary>
    [JsonIgnore]
    public string Type => DerivedTypeName.Of(this);

    /// <summary>Whether the transform is random, and so for training only.</summary>
    [JsonIgnore]
    public virtual bool IsRandom => false;

    /// <summary>Outputs per image: 1, or several for <see cref="TenCrop"/> and <see cref="MultiCrop"/>.</summary>
    [JsonIgnore]
    public virtual int Views => 1;

    /// <summary>
    /// Edge of the square output in pixels; null if the size depends on the image or does not change.
    /// </summary>
    [JsonIgnore]
    public virtual int? OutputSize => null;

    /// <summary>Returns the transform with its values from the training set filled in.</summary>
    /// <exception cref="TransformException">Statistics are needed and missing.</exception>
    public virtual TransformDefinition Resolve(DatasetStatistics? statistics) => this;

    /// <inheritdoc/>
    public sealed override string ToString() => ReadableText.Definition(Type, this);

    /// <summary>Returns errors in the settings as "field: error".</summary>
    internal virtual IEnumerable<string> Problems() => [];

    /// <summary>Returns why the transform changes no image with this number of channels; null if it does.</summary>
    internal virtual string? WhyUnused(int channels) => null;

    /// <summary>Moves the crop box.</summary>
    internal virtual void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
    }

    /// <summary>Changes the mapping of 8-bit pixels to values.</summary>
    internal virtual void Recolor(PixelMapping mapping, TransformRandom random)
    {
    }

    /// <summary>Whether <see cref="Edit(Span{byte}, int, TransformRandom)"/> has an effect.</summary>
    internal virtual bool EditsPixels => false;

    /// <summary>Changes the cropped image.</summary>
    internal virtual void Edit(Span<byte> pixels, int channels, TransformRandom random)
    {
    }

    /// <summary>Whether <see cref="Edit(in ViewValues, TransformRandom)"/> has an effect.</summary>
    internal virtual bool EditsValues => false;

    /// <summary>Changes the values that enter the network.</summary>
    internal virtual void Edit(in ViewValues view, TransformRandom random)
    {
    }

    /// <summary>
    /// Whether <see cref="Erase"/> describes all that <see cref="Edit(in ViewValues, TransformRandom)"/> does.
    /// </summary>
    internal virtual bool Erases => false;

    /// <summary>Describes the change of the values, for a device that makes it.</summary>
    /// <param name="erasure">Receives it.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="blueFirst">Whether the blue plane comes first.</param>
    /// <param name="random">Random numbers of the transform.</param>
    internal virtual void Erase(InputErasure erasure, TensorShape input, bool blueFirst, TransformRandom random) =>
        erasure.Clear();
}

/// <summary>Thrown if a transform cannot be applied; the message states where and why.</summary>
public sealed class TransformException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
