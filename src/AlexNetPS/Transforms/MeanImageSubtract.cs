using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Formats.Json;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// Subtracts the training set's mean image per pixel, on the raw scale 0..255 (paper section 2). Its place is where the
/// images have the fixed size for which the mean is computed: after <see cref="CenterCrop"/> or <see cref="Squash"/>
/// and before any random crop, which then crops image and mean equally. A mean image of another size is resized.
/// </summary>
public sealed record MeanImageSubtract : TransformDefinition
{
    /// <summary>Alignment of the mean with a later crop.</summary>
    public MeanAlignment Alignment { get; init; } = MeanAlignment.Image;

    /// <summary>
    /// The mean image; null uses the training set's. If statistics have no mean image, every pixel uses the channel
    /// means.
    /// </summary>
    public MeanImage? Mean { get; init; }

    /// <inheritdoc/>
    public override TransformDefinition Resolve(DatasetStatistics? statistics) => Mean is not null
        ? this
        : this with
        {
            Mean = statistics is null ? throw NoMean() : statistics.MeanImage ?? MeanImage.Flat(statistics.Mean)
        };

    /// <summary>
    /// Returns the edge of the images at the transform's place in the list, or the error in its place.
    /// </summary>
    internal static (int Edge, string? Problem) Place(IReadOnlyList<TransformDefinition> transforms)
    {
        const string Name = nameof(MeanImageSubtract);
        int[] places = [.. Enumerable.Range(0, transforms.Count).Where(i => transforms[i] is MeanImageSubtract)];
        if (places.Length > 1)
            return (0, $"more than one {Name}");
        TransformDefinition[] before = [.. transforms.Take(places[0])], after = [.. transforms.Skip(places[0] + 1)];
        if (TransformPipeline.OutputSize(before) is not int edge)
            return (0, $"{Name} needs images of a fixed size; put it after CenterCrop or Squash");
        if (before.Any(transform => transform is Transforms.Scale or Normalize))
            return (0, $"{Name} works on the scale 0..255; put it before Scale");
        if (after.FirstOrDefault(transform =>
            transform is Resize or Squash or RandomResizedCrop or MultiCrop { ShortSides.Count: > 0 }) is { } resize)
        {
            return (0, $"{resize.GetType().Name} after {Name} would change the size of the mean; only crops and "
                + "flips may follow it");
        }

        return after.FirstOrDefault(transform => transform.OutputSize > edge) is { } crop
            ? (0, $"{crop.GetType().Name} {crop.OutputSize} is larger than the {edge}x{edge} pixels of {Name}")
            : (edge, null);
    }

    internal static TransformException NoMean() => new(
        "MeanImageSubtract takes its mean from the training set, which has no mean image. Import the folder again, "
            + "without -IndexOnly, or use MeanSubtract with your own means in the recipe.");

    internal override IEnumerable<string> Problems() => Mean?.Problems().Select(problem => $"mean.{problem}") ?? [];

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view) => geometry.SetFrame();

    internal override void Recolor(PixelMapping mapping, TransformRandom random) => mapping.SubtractMeanImage();
}

/// <summary>Alignment of the mean image with a crop, in which the authors' program and Caffe differ.</summary>
[JsonConverter(typeof(EnumNameConverter<MeanAlignment>))]
public enum MeanAlignment : long
{
    /// <summary>
    /// Aligned with the image, as if subtracted before cropping and flipping (the paper's text, Caffe).
    /// </summary>
    Image,

    /// <summary>Always the center of the mean image, whatever the crop (cuda-convnet2's convdata.py).</summary>
    Center,
}
