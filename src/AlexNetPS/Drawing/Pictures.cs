using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Drawing;

/// <summary>The renderer of pictures, loaded when it is first needed.</summary>
public static class Pictures
{
    private static readonly Lazy<IPictureRenderer> _renderer =
        new(() => Plugin.Create<IPictureRenderer>("AlexNetPS.SkiaSharp"), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The renderer.</summary>
    /// <exception cref="PluginException">The plug-in AlexNetPS.SkiaSharp is missing or cannot be loaded.</exception>
    public static IPictureRenderer Renderer => _renderer.Value;

    /// <summary>
    /// Returns which texts of a picture the renderer cannot draw, and the packages that have fonts for them; null if it
    /// can draw all. What makes an image file of a picture warns of it.
    /// </summary>
    /// <param name="renderer">The renderer.</param>
    /// <param name="picture">The picture.</param>
    public static string? TextWarning(this IPictureRenderer renderer, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(renderer);
        ArgumentNullException.ThrowIfNull(picture);
        return renderer.TextWarning(picture.Shapes.OfType<TextShape>().Select(text => text.Text));
    }
}
