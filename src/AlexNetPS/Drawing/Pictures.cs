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
}
