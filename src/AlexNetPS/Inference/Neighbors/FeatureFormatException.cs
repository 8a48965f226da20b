using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>An embedding that cannot be read or searched; the message names the file and says why.</summary>
public sealed class FeatureFormatException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
