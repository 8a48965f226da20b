using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// Subtracts the training set's mean image pixel by pixel, on the raw scale 0..255 (paper section 2). It stands where
/// the images have the fixed size that the mean is taken for, behind <see cref="CenterCrop"/> or <see cref="Squash"/>
/// and before any random crop, which then cuts image and mean alike. A mean image of another size is scaled to fit.
/// </summary>
public sealed record MeanImageSubtract : TransformDefinition
{
    /// <summary>Where the mean lies under a later crop.</summary>
    public MeanAlignment Alignment { get; init; } = MeanAlignment.Picture;

    /// <summary>
    /// The mean image; null takes the training set's. Statistics without one give their channel means for every pixel.
    /// </summary>
    public MeanImage? Mean { get; init; }

    /// <inheritdoc/>
    public override TransformDefinition Resolve(DatasetStatistics? statistics) => Mean is not null
        ? this
        : this with {
            Mean = statistics is null ? throw NoMean() : statistics.MeanImage ?? MeanImage.Flat(statistics.Mean) };

    /// <summary>Edge of the images where the transform stands, or what is wrong with its place.</summary>
    internal static (int Edge, string? Problem) Place(IReadOnlyList<TransformDefinition> transforms)
    {
        const string Name = nameof(MeanImageSubtract);
        int[] places = [.. Enumerable.Range(0, transforms.Count).Where(i => transforms[i] is MeanImageSubtract)];
        if (places.Length > 1)
            return (0, $"more than one {Name}");
        TransformDefinition[] before = [.. transforms.Take(places[0])], after = [.. transforms.Skip(places[0] + 1)];
        if (TransformPipeline.OutputSize(before) is not int edge)
            return (0, $"{Name} stands where the images have no fixed size; put it behind CenterCrop or Squash");
        if (before.Any(transform => transform is Transforms.Scale or Normalize))
            return (0, $"{Name} works on the scale 0..255; put it before Scale");
        if (after.FirstOrDefault(transform =>
            transform is Resize or Squash or RandomResizedCrop or MultiCrop { ShortSides.Count: > 0 }) is { } resize)
        {
            return (0, $"{resize.GetType().Name} behind {Name} would change the size of the mean; only crops and "
                + "flips may follow it");
        }

        return after.FirstOrDefault(transform => transform.OutputSize > edge) is { } crop
            ? (0, $"{crop.GetType().Name} {crop.OutputSize} is larger than the {edge}x{edge} pixels of {Name}")
            : (edge, null);
    }

    internal static TransformException NoMean() => new(
        "MeanImageSubtract takes its mean from the training set, which has no mean image. Import the folder again, "
            + "without -IndexOnly, or use MeanSubtract with means of your own in the recipe.");

    internal override IEnumerable<string> Problems() => Mean?.Problems().Select(problem => $"mean.{problem}") ?? [];

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view) => geometry.SetFrame();

    internal override void Recolor(PixelMapping mapping, TransformRandom random) => mapping.SubtractMeanImage();
}

/// <summary>The authors' program and Caffe differ in where the mean lies under a crop.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeanAlignment>))]
public enum MeanAlignment
{
    /// <summary>Under the image, as if subtracted before cropping and mirroring (the paper's text, Caffe).</summary>
    Picture,

    /// <summary>Always the central part of the mean, whatever the crop (cuda-convnet2's convdata.py).</summary>
    Center,
}
