namespace AlexNetPS.Imaging;

/// <summary>A rectangle in whole pixels.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height);
