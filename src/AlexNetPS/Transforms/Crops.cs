using System.Text.Json.Serialization;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// A square crop at a random position (paper section 4.1). An image smaller than the square is enlarged first.
/// </summary>
public sealed record RandomCrop : TransformDefinition
{
    /// <summary>Edge in pixels.</summary>
    public required int Size { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsRandom => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? OutputSize => Size;

    internal override IEnumerable<string> Problems() => Limits.Size(Size);

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
        geometry.Cover(Size);
        int top = random.Integer(0, geometry.Height - Size + 1), left = random.Integer(1, geometry.Width - Size + 1);
        geometry.Crop(left, top, Size, Size);
    }
}

/// <summary>The central square crop. An image smaller than the square is enlarged first.</summary>
public sealed record CenterCrop : TransformDefinition
{
    /// <summary>Edge in pixels.</summary>
    public required int Size { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? OutputSize => Size;

    internal override IEnumerable<string> Problems() => Limits.Size(Size);

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view) =>
        geometry.CropCenter(Size);
}

/// <summary>
/// The four corner crops, the center crop, and their horizontal flips (paper section 4.1): ten crops whose softmax
/// outputs are averaged. Order as in torchvision: top left, top right, bottom left, bottom right, center, then the same
/// five of the flipped image.
/// </summary>
public sealed record TenCrop : TransformDefinition
{
    /// <summary>Edge in pixels.</summary>
    public required int Size { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Views => 10;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? OutputSize => Size;

    internal override IEnumerable<string> Problems() => Limits.Size(Size);

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
        geometry.Cover(Size);
        if (view >= 5)
            geometry.Mirror();
        geometry.Crop((CropPlace)(view % 5), Size);
    }
}
