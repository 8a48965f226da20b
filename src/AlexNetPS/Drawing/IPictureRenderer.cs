using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing;

/// <summary>Draws pictures as pixels. Implemented by the plug-in AlexNetPS.SkiaSharp.</summary>
public interface IPictureRenderer
{
    /// <summary>Whether the system has a font. Without one only numbers are drawn, other texts are left out.</summary>
    bool HasFont { get; }

    /// <summary>Draws a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="scale">Pixels of the image for each of the picture.</param>
    /// <exception cref="ArgumentException">The image would be too large.</exception>
    RgbImage Render(Picture picture, double scale = 1);

    /// <summary>Returns the width of a text in pixels; 0 for what cannot be drawn without a font.</summary>
    /// <param name="text">A line of text.</param>
    /// <param name="size">Size of the font in pixels.</param>
    /// <param name="bold">Whether it is bold.</param>
    double TextWidth(string text, double size, bool bold = false);

    /// <summary>
    /// Returns which characters of texts cannot be drawn, and the packages that have fonts for them; null if all can.
    /// </summary>
    /// <param name="texts">Lines of text.</param>
    string? TextWarning(IEnumerable<string> texts);
}
