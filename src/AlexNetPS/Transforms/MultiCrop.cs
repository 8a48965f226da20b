using System.Text.Json.Serialization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// Several crops of one image, whose softmax outputs are averaged: any of the corners and the center, with or without
/// horizontal flips, at one or several scales. All five places are torchvision's FiveCrop, with flips its TenCrop.
/// Order: scale by scale the places as listed, then the same places of the flipped image.
/// </summary>
public sealed record MultiCrop : TransformDefinition
{
    /// <summary>Edge in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Positions of the crops. Default: the center.</summary>
    public IReadOnlyList<CropPlace> Places { get; init => field = value.ToReadable(); } =
        new[] { CropPlace.Center }.ToReadable();

    /// <summary>Whether the horizontally flipped image is also used.</summary>
    public bool Mirror { get; init; }

    /// <summary>Short sides to which the image is resized, one scale each; empty to use its current size.</summary>
    public IReadOnlyList<int> ShortSides { get; init => field = value.ToReadable(); } =
        ReadableList.Empty<int>();

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Views => Math.Max(1, ShortSides.Count) * ViewsOfAScale;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? OutputSize => Size;

    private int ViewsOfAScale => Places.Count * (Mirror ? 2 : 1);

    internal override IEnumerable<string> Problems()
    {
        foreach (string problem in Limits.Size(Size))
            yield return problem;
        if (Places.Count == 0)
            yield return $"places: is empty; take some of {string.Join(", ", Enum.GetNames<CropPlace>())}";
        if (Places.Distinct().Count() < Places.Count)
            yield return $"places: {Places.GroupBy(place => place).First(group => group.Count() > 1).Key} occurs twice";
        if (ShortSides.Distinct().Count() < ShortSides.Count)
        {
            yield return $"shortSides: {ShortSides.GroupBy(side => side).First(group => group.Count() > 1).Key} "
                + "occurs twice";
        }

        foreach (int side in ShortSides)
        {
            if (side < Size)
                yield return $"shortSides: {side} is below size {Size}";
            foreach (string problem in Limits.Size(side))
                yield return $"shortSides: {problem}";
        }
    }

    internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
    {
        (int scale, int place) = Math.DivRem(view, ViewsOfAScale);
        if (ShortSides.Count > 0)
            geometry.ResizeShortSide(ShortSides[scale]);
        geometry.Cover(Size);
        if (place >= Places.Count)
            geometry.Mirror();
        geometry.Crop(Places[place % Places.Count], Size);
    }
}
