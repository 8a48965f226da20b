using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models;

/// <summary>A model file that cannot be used; the message names the file and the reason.</summary>
public sealed class ModelFormatException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
