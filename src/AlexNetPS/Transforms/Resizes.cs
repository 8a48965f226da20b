using System.Text.Json.Serialization;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>Scales the short side to a length and keeps the aspect ratio.</summary>
public sealed record Resize : TransformDefinition
{
    /// <summary>Short side in pixels.</summary>
    public required int Size { get; init; }

    internal override IEnumerable<string> Problems() => Limits.Size(Size);

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view) =>
        geometry.ResizeShortSide(Size);
}

/// <summary>Resizes the whole image to a square and ignores its aspect ratio.</summary>
public sealed record Squash : TransformDefinition
{
    /// <summary>Edge in pixels.</summary>
    public required int Size { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? OutputSize => Size;

    internal override IEnumerable<string> Problems() => Limits.Size(Size);

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view) =>
        geometry.Resize(Size, Size);
}
