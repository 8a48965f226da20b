using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Formats.Csv;

/// <summary>Available table formats.</summary>
public static class TableFormats
{
    private static readonly Lazy<ITableFormat> _lazyCsv =
        new(() => Plugin.Create<ITableFormat>("AlexNetPS.Tables"), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>CSV, from the plug-in AlexNetPS.Tables.</summary>
    /// <exception cref="PluginException">The plug-in is missing; the message names the searched path.</exception>
    public static ITableFormat Csv => _lazyCsv.Value;
}
