namespace AlexNetPS.Formats.Plugins;

/// <summary>A plug-in that is missing or cannot be loaded; the message names its assembly and where it is looked for.</summary>
public class PluginException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A plug-in that is not there, as opposed to one that is broken.</summary>
public sealed class PluginNotFoundException(string message) : PluginException(message);
