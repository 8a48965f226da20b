using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing;

/// <summary>A part of a picture.</summary>
public abstract record Shape;

/// <summary>A rectangle.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Fill">Color of the inside; null: none.</param>
/// <param name="Stroke">Color of the outline; null: none.</param>
/// <param name="Radius">Radius of the corners.</param>
/// <param name="StrokeWidth">Width of the outline.</param>
public sealed record BoxShape(double X, double Y, double Width, double Height, Ink? Fill, Ink? Stroke = null,
    double Radius = 0, double StrokeWidth = 1) : Shape;

/// <summary>Lines from point to point.</summary>
/// <param name="Points">At least two points.</param>
/// <param name="Stroke">Color.</param>
/// <param name="StrokeWidth">Width.</param>
/// <param name="Arrow">Whether the last point has an arrow head.</param>
/// <param name="Dashed">Whether the line is dashed.</param>
public sealed record LineShape(IReadOnlyList<DrawnPoint> Points, Ink Stroke, double StrokeWidth = 1, bool Arrow = false,
    bool Dashed = false) : Shape;

/// <summary>A filled polygon.</summary>
/// <param name="Points">At least three corners.</param>
/// <param name="Fill">Color of the inside; null: none.</param>
/// <param name="Stroke">Color of the outline; null: none.</param>
/// <param name="StrokeWidth">Width of the outline.</param>
public sealed record AreaShape(IReadOnlyList<DrawnPoint> Points, Ink? Fill, Ink? Stroke = null, double StrokeWidth = 1)
    : Shape;

/// <summary>A line of text in any script.</summary>
/// <param name="X">Where the text starts, is centered or ends.</param>
/// <param name="Y">The baseline.</param>
/// <param name="Text">The text, without line breaks.</param>
/// <param name="Size">Size of the font in pixels.</param>
/// <param name="Color">Color.</param>
/// <param name="Anchor">What <paramref name="X"/> is.</param>
/// <param name="Bold">Whether the text is bold.</param>
public sealed record TextShape(double X, double Y, string Text, double Size, Ink Color,
    TextAnchor Anchor = TextAnchor.Start, bool Bold = false) : Shape;

/// <summary>An image, scaled to a rectangle.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Image">The image.</param>
/// <param name="Sharp">Whether enlarged pixels keep their edges.</param>
public sealed record ImageShape(double X, double Y, double Width, double Height, RgbImage Image, bool Sharp = false)
    : Shape;

/// <summary>A point of a picture.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
public readonly record struct DrawnPoint(double X, double Y);

/// <summary>What the position of a text is.</summary>
public enum TextAnchor : long
{
    /// <summary>Its start.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
