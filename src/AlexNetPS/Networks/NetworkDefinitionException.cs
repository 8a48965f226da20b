namespace AlexNetPS.Networks;

/// <summary>A network that cannot exist; the message names the layer and the reason.</summary>
public sealed class NetworkDefinitionException(string message, Exception? inner = null) : Exception(message, inner);
