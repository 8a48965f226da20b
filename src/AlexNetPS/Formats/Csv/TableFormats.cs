using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Formats.Csv;

/// <summary>The table formats this program can use.</summary>
public static class TableFormats
{
    private static readonly Lazy<ITableFormat> _lazyCsv =
        new(() => Plugin.Create<ITableFormat>("AlexNetPS.Tables"), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>CSV, from the plug-in AlexNetPS.Tables.</summary>
    /// <exception cref="PluginException">The plug-in is not there; the message says where it was looked
    /// for.</exception>
    public static ITableFormat Csv => _lazyCsv.Value;
}
