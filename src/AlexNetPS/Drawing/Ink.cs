namespace AlexNetPS.Drawing;

/// <summary>A color: red, green and blue, and how opaque it is.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
/// <param name="Alpha">0, invisible, to 255.</param>
public readonly record struct Ink(byte Red, byte Green, byte Blue, byte Alpha = 255)
{
    /// <summary>White.</summary>
    public static Ink White { get; } = new(255, 255, 255);

    /// <summary>Of text and lines on a light background.</summary>
    public static Ink Dark { get; } = new(40, 40, 40);
}
