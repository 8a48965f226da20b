using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Drawing.Charts;

/// <summary>The renderer of plots, loaded when it is first needed.</summary>
internal static class ChartRenderers
{
    private static readonly Lazy<IChartRenderer> _renderer =
        new(() => Plugin.Create<IChartRenderer>("AlexNetPS.SkiaSharp"), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The renderer.</summary>
    /// <exception cref="PluginException">The plug-in AlexNetPS.SkiaSharp is missing or cannot be loaded.</exception>
    public static IChartRenderer Default => _renderer.Value;
}
