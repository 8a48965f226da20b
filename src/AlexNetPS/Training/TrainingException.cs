using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training;

/// <summary>A run that cannot start or continue; the message states the reason and what to change.</summary>
public sealed class TrainingException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
