namespace AlexNetPS.Plugins;

/// <summary>A plug-in that is missing or cannot be loaded; the message names its assembly and where it is looked for.</summary>
public sealed class PluginException(string message, Exception? inner = null) : Exception(message, inner);
