using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks;

/// <summary>Thrown if a network definition is not valid; the message names the layer and the reason.</summary>
public sealed class NetworkDefinitionException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
