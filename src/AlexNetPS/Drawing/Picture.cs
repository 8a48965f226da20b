namespace AlexNetPS.Drawing;

/// <summary>A picture as data: shapes in the order in which they are drawn. Origin at the left top, y downward.</summary>
/// <param name="Width">Width in pixels, above 0.</param>
/// <param name="Height">Height in pixels, above 0.</param>
/// <param name="Shapes">The shapes, the lowest first.</param>
public sealed record Picture(double Width, double Height, IReadOnlyList<Shape> Shapes)
{
    /// <summary>Color behind the shapes.</summary>
    public Ink Background { get; init; } = Ink.White;

    /// <summary>Name of the picture, for those who cannot see it.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the picture shows, for those who cannot see it.</summary>
    public string Description { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Width:0} x {Height:0}, {Shapes.Count} shapes");
}
